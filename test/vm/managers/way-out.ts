// SPDX-License-Identifier: MIT
/** Doctor's way out for what managers do to slaves, carried out. */
import type { Found } from "../../doctor/case.ts";
import type { Machine } from "../machine.ts";
import { type Outcome, readOutcome } from "./outcome.ts";

/** What doctor says of the network managers in the machine, or in a captured root. */
export async function examine(machine: Machine, root = ""): Promise<Found[]> {
  const { status, output } = await machine.run(`failover-ifname doctor --json ${root}`);
  if (status !== 0 && status !== 7) throw new Error(output);
  const checks: { check: string; findings: Found[] }[] = JSON.parse(output);
  return checks.find(({ check }) => check === "managers")?.findings ?? [];
}

/**
 * Does what doctor says, and reads what the links have then.
 *
 * @returns undefined if something of it needs a person, such as the change of a line, or restarts a unit: `systemctl restart`
 *   does not return in this guest
 */
export async function carryOut(machine: Machine): Promise<Outcome | undefined> {
  const steps = [...new Set((await examine(machine)).flatMap(({ fix }) => (fix === null ? [] : stepsOf(fix))))];
  if (steps.some((step) => /^(?:write (?!to \S+:\n)|remove |systemctl restart )/.test(step))) return undefined;
  for (const step of steps) await machine.succeed(asCommand(step));
  return await readOutcome(machine);
}

/** The lines of a fix. What is to be written to a file is one step with the line before it. */
function stepsOf(fix: string): string[] {
  return fix.split(/\n(?! )/);
}

function asCommand(step: string): string {
  const [, path, lines = ""] = /^write to (\S+):\n(.*)$/s.exec(step) ?? [];
  if (path === undefined) return step;
  const words = lines.split("\n").map((line) => `'${line.trimStart()}'`);
  return `printf '%s\\n' ${words.join(" ")} >>${path}`;
}
