// SPDX-License-Identifier: MIT
import type { Check, Finding, Severity, Subject } from "./check.ts";
import { SEVERITIES } from "./check.ts";
import { configuration } from "./configuration.ts";
import { groups } from "./groups.ts";
import { initramfs } from "./initramfs.ts";
import { kernel } from "./kernel.ts";
import { linkFiles } from "./link-files.ts";
import { locks } from "./locks.ts";
import { log } from "./log.ts";
import { managers } from "./managers.ts";
import { otherRules } from "./other-rules.ts";
import { program } from "./program.ts";
import { recordedFindings } from "./recorded.ts";
import { rule } from "./rule.ts";
import { udev } from "./udev.ts";
import { findingFor } from "./unreadable.ts";

/** All checks, in the order in which `doctor` prints them. */
const CHECKS: readonly Check[] = [
  rule,
  program,
  otherRules,
  linkFiles,
  initramfs,
  udev,
  kernel,
  groups,
  managers,
  locks,
  log,
  configuration,
];

/** What a check says of a machine. */
export interface Checked {
  readonly check: Check;
  readonly findings: readonly Finding[];
}

/** Runs all checks. A check that cannot read something says so as its finding, and the others run all the same. */
export function runChecks(subject: Subject): Checked[] {
  return CHECKS.map((check) => ({ check, findings: runCheck(check, subject) }));
}

function runCheck(check: Check, subject: Subject): readonly Finding[] {
  try {
    // A capture does not have all that these checks look at, but it can have what they found on the machine.
    const recorded = subject.isCaptured && check.isRecorded ? recordedFindings(subject, check.name) : undefined;
    return recorded ?? check.run(subject);
  } catch (error) {
    return [findingFor(error, "this cannot be checked", "Nobody knows whether this is in order.")];
  }
}

/** The worst severity of all findings; "ok" if there is none. */
export function worstOf(checked: readonly Checked[]): Severity {
  const ranks = checked.flatMap(({ findings }) => findings.map(({ severity }) => SEVERITIES.indexOf(severity)));
  return SEVERITIES[Math.max(0, ...ranks)] ?? "ok";
}
