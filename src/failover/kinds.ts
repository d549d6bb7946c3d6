// SPDX-License-Identifier: MIT
import type { FailoverKind } from "./kind.ts";
import { netFailover } from "./net-failover.ts";

/** Every kind of failover master that the program knows. */
export const KINDS: readonly FailoverKind[] = [netFailover];

export const KIND_NAMES: readonly string[] = KINDS.map((kind) => kind.name);
