// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { projectPath } from "../support/run.ts";

/** The path, in a new Debian, of the one file in a folder of the project whose name matches. */
export function projectFile(folder: string, name: RegExp): string {
  const [file, ...others] = readdirSync(projectPath(folder)).filter((entry) => name.test(entry));
  assert.ok(file !== undefined && others.length === 0, `not one file in ${folder}: ${name}`);
  return `/project/${folder}/${file}`;
}
