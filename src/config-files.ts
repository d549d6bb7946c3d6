import { type ConfigFile, type ConfigWithWarnings, parseConfig } from "./config.ts";
import { type Host, isSystemError } from "./host/host.ts";
import { readAttribute, readNames } from "./links/sysfs.ts";

/** Where configuration files are, the first wins (systemd.unit(5) has the same order). */
const DIRECTORIES = ["/etc", "/run", "/usr/local/lib", "/usr/lib"];
const MAIN_FILE = "failover-ifname.conf";

/**
 * Reads the configuration: the main file from the first directory that has one, then every NAME.conf of the directories
 * failover-ifname.conf.d in order of NAME; of files with one NAME only the first directory's counts.
 *
 * @param root in front of every path; empty for this machine
 */
export function readConfig(host: Host, root: string): ConfigWithWarnings {
  const files: ConfigFile[] = [];
  const unreadable: string[] = [];
  const orUndefined = <T>(path: string, read: (path: string) => T): T | undefined => {
    try {
      return read(root + path);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      unreadable.push(`${root}${path}: cannot be read (${error.code}); it is passed over`);
      return undefined;
    }
  };
  const readFile = (path: string): boolean => {
    const before = unreadable.length;
    const text = orUndefined(path, (file) => readAttribute(host, file));
    if (text !== undefined) files.push({ path: root + path, text });
    return text !== undefined || unreadable.length > before;
  };
  DIRECTORIES.some((directory) => readFile(`${directory}/${MAIN_FILE}`));
  const pathOf: { [name: string]: string } = Object.create(null);
  for (const directory of DIRECTORIES) {
    const dropIns = `${directory}/${MAIN_FILE}.d`;
    for (const name of orUndefined(dropIns, (path) => readNames(host, path)) ?? []) {
      if (name.endsWith(".conf")) pathOf[name] ??= `${dropIns}/${name}`;
    }
  }
  for (const name of Object.keys(pathOf).sort()) readFile(pathOf[name] ?? "");
  const { config, warnings } = parseConfig(files);
  return { config, warnings: [...unreadable, ...warnings] };
}
