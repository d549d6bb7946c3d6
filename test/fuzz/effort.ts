// SPDX-License-Identifier: MIT
/** How much is tried: 1 for `make test`, 20 for `make fuzz`. */
export const EFFORT = Number(process.env.FUZZ_EFFORT ?? "1");

/** The seed of all random choices. Another number gives other inputs. */
export const SEED = Number(process.env.FUZZ_SEED ?? "1");
