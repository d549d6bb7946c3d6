// SPDX-License-Identifier: MIT
/** The machines of test/doctor/cases: each is a folder CHECK/CASE with an about.json, and is put together from data. */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { SEVERITIES } from "../../src/doctor/check.ts";
import { projectPath } from "../support/run.ts";

/** A finding in the JSON of `doctor`. */
export interface Found {
  readonly severity: (typeof SEVERITIES)[number];
  readonly found: string;
  /** Without the root directory. */
  readonly where: string;
  readonly why: string | null;
  readonly fix: string | null;
}

/** A finding that doctor must have: the severity, and a part of each text that is given. */
export type Expected = Pick<Found, "severity"> & Partial<Pick<Found, "found" | "where" | "why" | "fix">>;

/** The about.json of a case. */
export interface AboutCase {
  /** What the machine shows, in a sentence. */
  readonly about: string;
  /** "recorded: " and what it was recorded on, or "by hand: " and what it was written after. */
  readonly source: string;
  /** Folders of this project that are copied first, such as test/captures/settled. The folder root/ of the case comes over them. */
  readonly base?: readonly (string | { readonly from: string; readonly to: string })[];
  /** What is removed after that. */
  readonly remove?: readonly string[];
  /** The findings of the check. All that are worse than "ok" are listed; of those that are "ok", some can be. */
  readonly findings: readonly Expected[];
  /** The way out, as doctor gives it. After it, the check finds nothing that is worse than a note. */
  readonly wayOut?: { readonly remove?: readonly string[]; readonly write?: { readonly [path: string]: string } };
}

const FOLDER = projectPath("test/doctor/cases");

/** All cases, in alphabetical order. */
export const CASES: readonly { readonly check: string; readonly name: string }[] = readdirSync(FOLDER)
  .sort()
  .flatMap((check) => readdirSync(join(FOLDER, check)).map((name) => ({ check, name })));

export function readCase(check: string, name: string): AboutCase {
  return JSON.parse(readFileSync(join(FOLDER, check, name, "about.json"), "utf8"));
}

/** Makes the machine of a case in an empty folder. */
export function makeRoot(check: string, name: string, root: string): void {
  const { base = [], remove = [] } = readCase(check, name);
  for (const folder of base) {
    const { from, to } = typeof folder === "string" ? { from: folder, to: "" } : folder;
    copy(projectPath(from), join(root, to));
  }
  for (const path of remove) rmSync(join(root, path), { recursive: true });
  copy(join(FOLDER, check, name, "root"), root);
}

/** Does to the machine what doctor says. */
export function takeWayOut({ remove = [], write = {} }: NonNullable<AboutCase["wayOut"]>, root: string): void {
  for (const path of remove) rmSync(join(root, path), { recursive: true });
  for (const [path, text] of Object.entries(write)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, "latin1");
  }
}

/** Does a finding have all that is expected of it? */
export function isAsExpected(finding: Found, { severity, ...parts }: Expected): boolean {
  const texts: { readonly [key: string]: string | null } = { ...finding };
  return (
    finding.severity === severity && Object.entries(parts).every(([key, part]) => texts[key]?.includes(part ?? ""))
  );
}

function copy(from: string, to: string): void {
  try {
    cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  } catch (error) {
    // A machine can be described by its base alone.
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}
