// SPDX-License-Identifier: MIT
import type { SpawnSyncOptions } from "node:child_process";
import { builtCommand } from "../support/built.ts";
import { projectPath, run } from "../support/run.ts";
import type { ScenarioName } from "./program.ts";

/** The conformance program, once for each host (`make build/conformance build/conformance.mjs`). */
export interface ConformingHost {
  readonly name: "quickjs" | "node";
  readonly command: readonly string[];
}

export const QUICKJS: ConformingHost = { name: "quickjs", command: builtCommand("conformance") };
export const NODE: ConformingHost = { name: "node", command: [process.execPath, projectPath("build/conformance.mjs")] };
export const HOSTS = [QUICKJS, NODE];

/** The result of a scenario on a host. Throws Error if the program itself fails. */
export function conform(
  host: ConformingHost,
  scenario: ScenarioName,
  args: readonly string[] = [],
  options: SpawnSyncOptions & { readonly before?: readonly string[] } = {},
): unknown {
  const { before = [], ...others } = options;
  const { status, stdout, stderr } = run([...before, ...host.command, scenario, ...args], others);
  if (status !== 0 || stderr !== "") throw new Error(`${host.name}, ${scenario}: exit status ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

/** All 256 bytes, in order. */
export const EVERY_BYTE = String.fromCharCode(...Array(256).keys());
