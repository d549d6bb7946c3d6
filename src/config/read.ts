import { Failure } from "../errors.ts";
import { failureOf } from "../host/faults.ts";
import { readLinkName } from "../host/files.ts";
import { type Host, isSystemError } from "../host/host.ts";
import { type ConfigFile, type ConfigWithWarnings, DEFAULT_CONFIG, parseConfig } from "./parse.ts";

const NAME = "failover-ifname.conf";

/** Where configuration files are. The first one wins (systemd.unit(5) has the same order). */
const MAIN_FILES = ["/etc", "/run", "/usr/local/lib", "/usr/lib"].map((directory) => `${directory}/${NAME}`);
const DROP_IN_DIRECTORIES = MAIN_FILES.map((file) => `${file}.d`);

const SIZE_LIMIT = 65536;

const DEFAULTS: ConfigWithWarnings = { config: DEFAULT_CONFIG, warnings: [] };

/**
 * Reads the configuration: the main file from the first directory that has one, then every NAME.conf of the directories
 * failover-ifname.conf.d in order of NAME. If several of these have the same name, only the first directory's counts.
 *
 * @param root in front of every path; empty for this machine
 * @throws Failure if something is there and cannot be read: it may say Enable=no
 */
export function readConfig(host: Host, root: string): ConfigWithWarnings {
  const unusable: string[] = [];
  const files: ConfigFile[] = [];
  try {
    for (const path of MAIN_FILES) {
      const file = readFile(host, root + path, unusable);
      if (file === undefined) continue;
      files.push(file);
      break;
    }
    for (const path of dropIns(host, root)) {
      const file = readFile(host, path, unusable);
      if (file !== undefined) files.push(file);
    }
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const { exitCode, message } = failureOf(error);
    throw new Failure(exitCode, `the configuration cannot be read, and nothing is done: ${message}`);
  }
  if (files.length === 0) return DEFAULTS;
  const { config, warnings } = parseConfig(files);
  return { config, warnings: [...unusable, ...warnings] };
}

/** A file; undefined if there is none. One that is not a regular file counts as empty, which /dev/null is meant to. */
function readFile(host: Host, path: string, unusable: string[]): ConfigFile | undefined {
  try {
    const text = host.readFile(path, SIZE_LIMIT);
    return text === undefined ? undefined : { path, text };
  } catch (error) {
    if (!isSystemError(error) || error.code !== "EOPNOTSUPP") throw error;
    // A symbolic link to /dev/null is how systemd masks a file.
    if (readLinkName(host, path) !== "null") unusable.push(`${path}: not a regular file; ignoring`);
    return { path, text: "" };
  }
}

function dropIns(host: Host, root: string): string[] {
  const pathOf: { [name: string]: string } = Object.create(null);
  for (const directory of DROP_IN_DIRECTORIES) {
    for (const name of host.readDirectory(root + directory) ?? []) {
      if (name.endsWith(".conf")) pathOf[name] ??= `${root}${directory}/${name}`;
    }
  }
  return Object.keys(pathOf)
    .sort()
    .map((name) => pathOf[name] ?? "");
}
