// SPDX-License-Identifier: MIT
import { Failure } from "../errors.ts";
import { failureOf } from "../host/faults.ts";
import { type Files, readSymlinkTarget } from "../host/files.ts";
import { isSystemError } from "../host/host.ts";
import { defaultConfig } from "./config.ts";
import { type ConfigFile, type ConfigWithWarnings, parseConfig } from "./parse.ts";

const NAME = "failover-ifname.conf";

/** The paths of the main configuration file. The first one that exists is used (systemd.unit(5) has the same order). */
const MAIN_FILES = ["/etc", "/run", "/usr/local/lib", "/usr/lib"].map((directory) => `${directory}/${NAME}`);
const DROP_IN_DIRECTORIES = MAIN_FILES.map((file) => `${file}.d`);

const SIZE_LIMIT = 65536;

/**
 * Reads the configuration: the first main file that exists, then all files `failover-ifname.conf.d/NAME.conf` in order of
 * NAME. If two of these have the same NAME, only the one of the first directory counts.
 *
 * @param kinds the kinds of masters that the program knows
 * @throws Failure if a file exists and cannot be read, because it may say Enable=no
 */
export function readConfig(system: Files, kinds: readonly string[]): ConfigWithWarnings {
  const unusable: string[] = [];
  const files: ConfigFile[] = [];
  try {
    for (const path of MAIN_FILES) {
      const file = readFile(system, path, unusable);
      if (file === undefined) continue;
      files.push(file);
      break;
    }
    for (const path of dropIns(system)) {
      const file = readFile(system, path, unusable);
      if (file !== undefined) files.push(file);
    }
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const { exitCode, message, code } = failureOf(error);
    throw new Failure(exitCode, `the configuration cannot be read; doing nothing: ${message}`, code);
  }
  if (files.length === 0) return { config: defaultConfig(kinds), warnings: [] };
  const { config, warnings } = parseConfig(files, kinds);
  return { config, warnings: [...unusable, ...warnings] };
}

/**
 * A file; undefined if there is none. A path that is not a regular file counts as an empty file: a symlink to /dev/null
 * masks a file.
 */
function readFile(system: Files, path: string, unusable: string[]): ConfigFile | undefined {
  try {
    const text = system.readFile(path, SIZE_LIMIT);
    return text === undefined ? undefined : { path: system.path(path), text };
  } catch (error) {
    if (!isSystemError(error) || error.code !== "EOPNOTSUPP") throw error;
    if (readSymlinkTarget(system, path) !== "/dev/null")
      unusable.push(`${system.path(path)}: not a regular file; ignoring`);
    return { path: system.path(path), text: "" };
  }
}

/** The paths of all files that the configuration could come from, for a copy of them. Throws SystemError. */
export function configPaths(system: Files): string[] {
  const paths = [...MAIN_FILES];
  for (const directory of DROP_IN_DIRECTORIES) {
    for (const name of system.readDirectory(directory) ?? []) paths.push(`${directory}/${name}`);
  }
  return paths;
}

function dropIns(system: Files): string[] {
  const pathOf: { [name: string]: string } = Object.create(null);
  for (const directory of DROP_IN_DIRECTORIES) {
    for (const name of system.readDirectory(directory) ?? []) {
      if (name.endsWith(".conf")) pathOf[name] ??= `${directory}/${name}`;
    }
  }
  return Object.keys(pathOf)
    .sort()
    .map((name) => pathOf[name] ?? "");
}
