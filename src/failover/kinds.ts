// SPDX-License-Identifier: MIT
import { hvNetvsc } from "./hv-netvsc.ts";
import type { FailoverKind } from "./kind.ts";
import { netFailover } from "./net-failover.ts";

/** Every kind of failover master that the program knows. */
export const KINDS: readonly FailoverKind[] = [netFailover, hvNetvsc];

export const KIND_NAMES: readonly string[] = KINDS.map((kind) => kind.name);
