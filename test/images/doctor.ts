// SPDX-License-Identifier: MIT
/** `doctor` on an image and in a guest. */
import assert from "node:assert/strict";
import { type Found, isAsExpected } from "../doctor/case.ts";
import type { ExpectedOf, Fault } from "./faults.ts";

/** A finding and its check. */
export interface FoundBy extends Found {
  check: string;
}

/** What runs a line of shell where doctor is asked, and returns its output. */
export type Shell = (line: string) => Promise<string>;

/** @param command such as "failover-ifname doctor" */
export async function askDoctor(shell: Shell, command: string): Promise<FoundBy[]> {
  // The exit status 7 says that there are warnings.
  const json = await shell(`${command} --json || test $? = 7`);
  const checked: { check: string; findings: Found[] }[] = JSON.parse(json);
  return checked.flatMap(({ check, findings }) => findings.map((finding) => ({ check, ...finding })));
}

/** The findings that are worse than a note. */
export function bad(findings: FoundBy[]): FoundBy[] {
  return findings.filter(({ severity }) => severity === "warning" || severity === "error");
}

/**
 * doctor finds a fault. Its way out, as it is printed, is done. Then doctor does not find the fault any more, and the check
 * is content.
 */
export async function findAndEnd(fault: Fault, expected: ExpectedOf[], shell: Shell, command: string): Promise<string> {
  const before = await askDoctor(shell, command);
  const found = expected.map((one) => {
    const finding = before.find((other) => other.check === one.check && isAsExpected(other, withoutCheck(one)));
    assert.ok(finding, `nothing is as ${JSON.stringify(one)}: ${JSON.stringify(before, undefined, 1)}`);
    return finding;
  });
  const wayOut = found.find(({ check }) => check === fault["way out of"])?.fix ?? "";
  await shell(wayOut.split("\n").join(" && "));
  const after = await askDoctor(shell, command);
  for (const { check, found: text } of found) {
    assert.ok(!after.some((one) => one.check === check && one.found === text), `${text}, also after: ${wayOut}`);
    assert.deepEqual(
      bad(after).filter((one) => one.check === check),
      [],
      `after: ${wayOut}`,
    );
  }
  return wayOut;
}

function withoutCheck({ check: _, ...expected }: ExpectedOf) {
  return expected;
}
