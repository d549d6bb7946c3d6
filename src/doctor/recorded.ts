// SPDX-License-Identifier: MIT
import { readAttribute } from "../host/files.ts";
import { type Finding, SEVERITIES, type Subject } from "./check.ts";

/** Where `capture` puts the output of `doctor --json`. */
export const RECORD = "/doctor.json";

const LIMIT = 1024 * 1024;

/** What a check found on a machine when it was captured; undefined if the capture does not have it. */
export function recordedFindings({ machine: { files } }: Subject, check: string): Finding[] | undefined {
  let record: unknown;
  try {
    record = JSON.parse(readAttribute(files, RECORD, LIMIT) ?? "null");
  } catch (error) {
    // Not for an error of the system. A record that is not JSON is none: doctor looks at the rest of the capture.
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (!Array.isArray(record)) return undefined;
  const found = record.find((one) => one?.check === check)?.findings;
  return Array.isArray(found) ? found.filter(isFinding).map(toFinding) : undefined;
}

/** A finding as `doctor --json` writes it: null stands for a text that is not there. */
function isFinding(value: unknown): value is { readonly [key in keyof Finding]-?: Finding[key] | null } {
  const finding = value as { readonly [key: string]: unknown } | null;
  return (
    typeof finding === "object" &&
    finding !== null &&
    SEVERITIES.some((severity) => severity === finding.severity) &&
    ["found", "where"].every((key) => typeof finding[key] === "string") &&
    ["why", "fix"].every((key) => finding[key] === null || typeof finding[key] === "string")
  );
}

function toFinding({
  severity,
  found,
  where,
  why,
  fix,
}: { readonly [key in keyof Finding]-?: Finding[key] | null }): Finding {
  return {
    severity: severity ?? "note",
    found: found ?? "",
    where: where ?? "",
    ...(why == null ? {} : { why }),
    ...(fix == null ? {} : { fix }),
  };
}
