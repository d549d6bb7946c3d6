// SPDX-License-Identifier: MIT
/** All small worlds. */
import type { World } from "../machine/state.ts";
import { boot, bootAndRename, bootUp, oneWorker, primaryFirst } from "./boot.ts";
import { coldplug, coldplugAgain, coldplugUp, coldplugUpReplug } from "./coldplug.ts";
import {
  busyUntilDown,
  masterRenamed,
  replug,
  replugBounced,
  replugHazardous,
  replugUnnamed,
  replugWhileMasterIsRenamed,
  unplugWhileRenamed,
} from "./hotplug.ts";
import type { Machine } from "./machine.ts";
import { holderForGood, holderLeaves, holderStays, swapped, swappedOnce, twoRuns } from "./runs.ts";
import {
  chain,
  chainOnce,
  goneRound,
  mastersSwapped,
  swappedMasters,
  swappedSlaves,
  temporaryHeld,
  temporaryTaken,
} from "./two-masters.ts";

export const WORLDS: { readonly [name: string]: (machine: Machine) => World } = {
  boot,
  bootAndRename,
  bootUp,
  primaryFirst,
  oneWorker,
  coldplug,
  coldplugUp,
  coldplugUpReplug,
  coldplugAgain,
  replug,
  busyUntilDown,
  replugBounced,
  replugHazardous,
  replugUnnamed,
  unplugWhileRenamed,
  replugWhileMasterIsRenamed,
  masterRenamed,
  twoRuns,
  swapped,
  swappedOnce,
  holderLeaves,
  holderStays,
  holderForGood,
  swappedMasters,
  swappedSlaves,
  goneRound,
  chain,
  chainOnce,
  mastersSwapped,
  temporaryTaken,
  temporaryHeld,
};
