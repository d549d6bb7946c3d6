// SPDX-License-Identifier: MIT
import type { Host } from "../../src/host/host.ts";
import { readsFiles, writesFiles } from "./files.ts";
import { leavesNotes, locksAlone, locksElsewhere, locksForEver, locksWithin } from "./locks.ts";
import {
  clock,
  environment,
  environmentOfObjects,
  failsError,
  failsOutput,
  logs,
  terminals,
  writesOutput,
} from "./process.ts";
import { asksRoute, hearsEvents, losesEvents, usesClosedRoute, waitsForDatagram } from "./rtnl.ts";
import { runsPrograms } from "./run.ts";
import type { Scenario } from "./scenario.ts";
import { hearsUevents, losesUevents } from "./uevents.ts";

const SCENARIOS = {
  asksRoute,
  clock,
  environment,
  environmentOfObjects,
  failsError,
  failsOutput,
  hearsEvents,
  hearsUevents,
  leavesNotes,
  locksAlone,
  locksElsewhere,
  locksForEver,
  locksWithin,
  logs,
  losesEvents,
  losesUevents,
  readsFiles,
  runsPrograms,
  terminals,
  usesClosedRoute,
  waitsForDatagram,
  writesFiles,
  writesOutput,
} satisfies { [name: string]: Scenario };

export type ScenarioName = keyof typeof SCENARIOS;

/** Runs the scenario that the first argument names, on any host, and prints its result as JSON. */
export function conform(host: Host): void {
  const [name = "", ...args] = host.args;
  const scenario = Object.entries(SCENARIOS).find(([candidate]) => candidate === name)?.[1];
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  const result: unknown = scenario(host, args);
  if (result !== undefined) host.out(`${JSON.stringify(result)}\n`);
}
