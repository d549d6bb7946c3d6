// SPDX-License-Identifier: MIT
import type { Colors } from "picocolors/types";
import { type Finding, SEVERITIES, type Severity, type Subject } from "../doctor/check.ts";
import { type Checked, runChecks, worstOf } from "../doctor/checks.ts";
import { Exit, type ExitCode } from "../errors.ts";
import { formatJson } from "../text/json.ts";
import { oneLine } from "../text/printable.ts";
import { layOut } from "../text/table.ts";
import type { Style } from "./options.ts";

/**
 * `doctor`: prints what every check has found. Changes nothing.
 *
 * @returns exit status 0 if nothing is worse than a note
 */
export function doctor(subject: Subject, style: Style): ExitCode {
  const checked = runChecks(subject);
  subject.host.out(style.json ? findingsAsJson(checked) : toText(checked, style));
  const worst = worstOf(checked);
  return worst === "ok" || worst === "note" ? Exit.done : Exit.unhealthy;
}

/** The findings as `doctor --json` prints them. */
export function findingsAsJson(checked: readonly Checked[]): string {
  const value = checked.map(({ check, findings }) => ({
    check: check.name,
    findings: findings.map(({ severity, found, where, why = null, fix = null }) => ({
      severity,
      found,
      where,
      why,
      fix,
    })),
  }));
  return `${formatJson(value, 2)}\n`;
}

function toText(checked: readonly Checked[], { colors, width }: Style): string {
  const blocks = checked
    .filter(({ findings }) => findings.length > 0)
    .map(({ check, findings }) =>
      [colors.bold(check.title), ...findings.flatMap((finding) => linesOf(finding, colors, width))].join("\n"),
    );
  return `${[...blocks, summary(checked)].join("\n\n")}\n`;
}

const SEVERITY_WIDTH = Math.max(...SEVERITIES.map((severity) => severity.length));

/** "ok" takes one line. For all else, each text has its own line. */
function linesOf({ severity, found, where, why, fix }: Finding, colors: Colors, width: number): string[] {
  const isOk = severity === "ok";
  const mark = `  ${severity.padEnd(SEVERITY_WIDTH)}`;
  const texts = (isOk ? `${found} (${where})` : found).split("\n");
  const heads = texts.map((text, index) => [index === 0 ? mark : " ".repeat(mark.length), oneLine(text)]);
  const details = isOk ? [] : [...labelled("in:", where), ...labelled("why:", why), ...labelled("fix:", fix)];
  const rows = details.map(([label, text]) => [" ".repeat(mark.length), label, oneLine(text)]);
  const [first = "", ...more] = layOut(heads, [{}, {}], width).flat();
  const colored = colorOf(severity, colors)(first.slice(0, mark.length)) + first.slice(mark.length);
  return [colored, ...more, ...layOut(rows, [{}, {}, {}], width).flat()];
}

function labelled(label: string, text = ""): (readonly [label: string, text: string])[] {
  return text === "" ? [] : text.split("\n").map((line, index) => [index === 0 ? label : "", line]);
}

function colorOf(severity: Severity, colors: Colors): (text: string) => string {
  return { ok: colors.green, note: colors.cyan, warning: colors.yellow, error: colors.red }[severity];
}

function summary(checked: readonly Checked[]): string {
  const counts = (["error", "warning", "note"] as const).map((wanted) => {
    const count = checked.flatMap(({ findings }) => findings).filter(({ severity }) => severity === wanted).length;
    return `${count} ${wanted}${count === 1 ? "" : "s"}`;
  });
  return counts.join(", ");
}
