// SPDX-License-Identifier: MIT
/**
 * fast-check with a fixed seed. Two runs of `make test` have the same inputs, so a change does not fail because of an input
 * that has nothing to do with it. `make fuzz FUZZ_SEED=2` has other inputs.
 */
import fc from "fast-check";
import { EFFORT, SEED } from "../fuzz/effort.ts";

fc.configureGlobal({ seed: SEED, numRuns: 100 * EFFORT });

export default fc;
