// SPDX-License-Identifier: MIT
/** The machines of test/doctor/cases: each is a folder CHECK/CASE with an about.json, and is put together from data. */
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
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

/** A finding that doctor must have: the severity, and a part of each text that is given, or null if it has none. */
export type Expected = Pick<Found, "severity"> & Partial<Pick<Found, "found" | "where" | "why" | "fix">>;

/** A change of a machine. Paths are without the slash at the front. */
interface Change {
  readonly remove?: readonly string[];
  /** Files of this project, by their path on the machine. */
  readonly install?: { readonly [path: string]: string };
  /** The text of files. */
  readonly write?: { readonly [path: string]: string };
  /** The target of symlinks. */
  readonly link?: { readonly [path: string]: string };
}

/** The about.json of a case. */
export interface AboutCase extends Change {
  /** What the machine shows, in a sentence. */
  readonly about: string;
  /** "recorded: " and what it was recorded on, or "by hand: " and what it was written after. */
  readonly source: string;
  /**
   * Folders of this project that the machine begins with, such as test/captures/settled. The folder root/ of the case comes
   * over them, and then the change.
   */
  readonly base?: readonly string[];
  /** The findings of the check. All that are worse than "ok" are listed; of those that are "ok", some can be. */
  readonly findings: readonly Expected[];
  /** The way out, as doctor gives it. After it, the check finds nothing that is worse than a note. */
  readonly wayOut?: Change;
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
  const about = readCase(check, name);
  for (const folder of about.base ?? []) copy(projectPath(folder), root);
  copy(join(FOLDER, check, name, "root"), root);
  change(about, root);
}

/** Does a change to a machine. */
export function change({ remove = [], install = {}, write = {}, link = {} }: Change, root: string): void {
  const place = (path: string): string => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    return join(root, path);
  };
  for (const path of remove) rmSync(join(root, path), { recursive: true });
  for (const [path, file] of Object.entries(install)) copyFileSync(projectPath(file), place(path));
  for (const [path, text] of Object.entries(write)) writeFileSync(place(path), text, "latin1");
  for (const [path, target] of Object.entries(link)) symlinkSync(target, place(path));
}

/** Does a finding have all that is expected of it? */
export function isAsExpected(finding: Found, { severity, ...parts }: Expected): boolean {
  const texts: { readonly [key: string]: string | null } = { ...finding };
  return (
    finding.severity === severity &&
    Object.entries(parts).every(([key, part]) => (part === null ? texts[key] === null : texts[key]?.includes(part)))
  );
}

function copy(from: string, to: string): void {
  if (existsSync(from)) cpSync(from, to, { recursive: true, verbatimSymlinks: true });
}
