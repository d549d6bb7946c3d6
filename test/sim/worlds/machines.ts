// SPDX-License-Identifier: MIT
/** Combinations of kernels and udevd that roughly occur together. */
import { KERNELS, UDEVDS } from "../machine/versions.ts";
import type { Machine } from "./machine.ts";

export const MACHINES: readonly Machine[] = [
  { kernel: KERNELS["4.19"], udevd: UDEVDS["247"] },
  { kernel: KERNELS["5.10"], udevd: UDEVDS["247"] },
  { kernel: KERNELS["5.10"], udevd: UDEVDS["249.4"] },
  { kernel: KERNELS["5.10"], udevd: UDEVDS["249.11"] },
  { kernel: KERNELS["6.1"], udevd: UDEVDS["252.39"] },
  { kernel: KERNELS["6.12"], udevd: UDEVDS["257"] },
  { kernel: KERNELS["6.18"], udevd: UDEVDS["257"] },
  { kernel: KERNELS["7.2"], udevd: UDEVDS["257"] },
];

/** Debian 12. Most measurements were made on it. */
export const BOOKWORM: Machine = { kernel: KERNELS["6.1"], udevd: UDEVDS["252.39"] };

/** Debian 10's kernel, which does not rename links that are up. */
export const BUSTER: Machine = { kernel: KERNELS["4.19"], udevd: UDEVDS["247"] };

/** A udevd that does not try to rename a link that is up. */
export const REFUSING: Machine = { kernel: KERNELS["5.10"], udevd: UDEVDS["249.11"] };

/** How much is explored: 1 for `make test`, 10 for `make sim`. */
export const EFFORT = Number(process.env.SIM_EFFORT ?? "1");

/** The seed of all random choices; another number gives other schedules. */
export const SEED = Number(process.env.SIM_SEED ?? "1");
