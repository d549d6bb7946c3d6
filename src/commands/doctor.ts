// SPDX-License-Identifier: MIT
import type { Colors } from "picocolors/types";
import type { Finding, Severity, Subject } from "../doctor/check.ts";
import { type Checked, runChecks, worstOf } from "../doctor/checks.ts";
import { Exit, type ExitCode } from "../errors.ts";
import { formatJson } from "../text/json.ts";
import { printable } from "../text/printable.ts";
import type { Style } from "./options.ts";

/**
 * `doctor`: prints what every check has found. Changes nothing.
 *
 * @returns exit status 0 if nothing is worse than a note
 */
export function doctor(subject: Subject, { json, colors }: Style): ExitCode {
  const checked = runChecks(subject);
  subject.host.out(json ? `${formatJson(checked.map(toJson), 2)}\n` : toText(checked, colors));
  const worst = worstOf(checked);
  return worst === "ok" || worst === "note" ? Exit.done : Exit.unhealthy;
}

function toJson({ check, findings }: Checked): unknown {
  return {
    check: check.name,
    findings: findings.map(({ severity, found, where, why = null, fix = null }) => ({
      severity,
      found,
      where,
      why,
      fix,
    })),
  };
}

function toText(checked: readonly Checked[], colors: Colors): string {
  const blocks = checked.map(({ check, findings }) =>
    [colors.bold(check.title), ...findings.flatMap((finding) => lines(finding, colors))].join("\n"),
  );
  return `${blocks.join("\n\n")}\n\n${summary(checked)}\n`;
}

function lines({ severity, found, where, why, fix }: Finding, colors: Colors): string[] {
  const mark = colorOf(severity, colors)(severity.padEnd(7));
  const details = [
    ...(where === "" ? [] : [`in:  ${where}`]),
    ...(why === undefined ? [] : [`why: ${why}`]),
    ...(fix ?? "")
      .split("\n")
      .flatMap((line, index) => (line === "" ? [] : [`${index === 0 ? "fix: " : "     "}${line}`])),
  ];
  return [`  ${mark}  ${printable(found)}`, ...details.map((line) => `           ${printable(line)}`)];
}

function colorOf(severity: Severity, colors: Colors): (text: string) => string {
  return { ok: colors.green, note: colors.cyan, warning: colors.yellow, error: colors.red }[severity];
}

function summary(checked: readonly Checked[]): string {
  const count = (wanted: Severity) =>
    checked.flatMap(({ findings }) => findings).filter(({ severity }) => severity === wanted).length;
  return `${count("error")} errors, ${count("warning")} warnings, ${count("note")} notes`;
}
