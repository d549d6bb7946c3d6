// SPDX-License-Identifier: MIT
import { readFileSync } from "node:fs";
import { textOf } from "./bytes.ts";

/** Node decodes the arguments and the environment of its process with loss. The kernel has the bytes (proc(5)). */

/** The arguments behind the script's name, as byte strings. */
export function readArguments(): string[] {
  const count = process.argv.length - 2;
  return count === 0 ? [] : records("/proc/self/cmdline").slice(-count);
}

/** The environment that the process was started with, as byte strings. */
export function readEnvironment(): Map<string, string> {
  return new Map(
    records("/proc/self/environ").map((record) => {
      const equals = record.indexOf("=");
      return [record.slice(0, equals), record.slice(equals + 1)];
    }),
  );
}

function records(path: string): string[] {
  return textOf(readFileSync(path)).split("\0").slice(0, -1);
}
