// SPDX-License-Identifier: MIT
/** The tools that the benchmarks need, and their packages. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const PACKAGES = {
  biosdevname: "biosdevname",
  hyperfine: "hyperfine",
  ip: "iproute2",
  "musl-gcc": "musl-tools",
  strace: "strace",
  udevadm: "udev",
  unshare: "util-linux",
  valgrind: "valgrind",
} as const;

export type Tool = keyof typeof PACKAGES;

// The PATH of an ordinary user lacks the sbin folders.
const FOLDERS = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"];

/** The path of a tool; undefined if it is not installed. */
export function findTool(tool: Tool): string | undefined {
  return FOLDERS.map((folder) => join(folder, tool)).find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** The same, but throws Error if it is not installed. */
export function needTool(tool: Tool): string {
  const path = findTool(tool);
  if (path === undefined) throw new Error(whatIsMissing(tool));
  return path;
}

/** A text for people: the tool is not installed, and the package that has it. */
export function whatIsMissing(tool: Tool): string {
  return `${tool} is not installed (Debian: ${PACKAGES[tool]})`;
}
