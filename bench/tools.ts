// SPDX-License-Identifier: MIT
/** The tools that the benchmarks need, and where they come from. */
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

// An ordinary user's PATH does not have the folders of administration.
const FOLDERS = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"];

/** The path of a tool; undefined where it is not installed. */
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

/** The same. Throws Error where it is not installed. */
export function needTool(tool: Tool): string {
  const path = findTool(tool);
  if (path === undefined) throw new Error(whatIsMissing(tool));
  return path;
}

/** For people: that a tool is not installed, and with which package it would be. */
export function whatIsMissing(tool: Tool): string {
  return `${tool} is not installed (Debian: ${PACKAGES[tool]})`;
}
