// SPDX-License-Identifier: MIT
import { type Files, readNames, readSymlinkTarget } from "../../host/files.ts";

/** What starts a manager, and what it leaves while it runs. */
export interface Signs {
  /** Units, such as "NetworkManager.service". */
  readonly units: readonly string[];
  /** Scripts in /etc/init.d that /etc/rc?.d starts. */
  readonly scripts?: readonly string[];
  /** Files or directories in /run that it makes. One that ends in "/" must have something in it. */
  readonly state?: readonly string[];
}

/** Where it is seen that a manager runs or is enabled; undefined if neither is so. */
export function whereActive(files: Files, { units, scripts = [], state = [] }: Signs): string | undefined {
  return (
    state.find((path) => (path.endsWith("/") ? (readNames(files, path) ?? []).length > 0 : isThere(files, path))) ??
    units.flatMap((unit) => CGROUPS.map((path) => `${path}/${unit}`)).find((path) => isThere(files, path)) ??
    whereEnabled(files, units) ??
    whereInRunlevel(files, scripts)
  );
}

/** Is there something at the path? */
export function isThere(files: Files, path: string): boolean {
  return files.fileStatus(path) !== undefined;
}

/** systemd makes a directory for each service that runs: in a hierarchy for all controllers, or in one of its own. */
const CGROUPS = ["", "/systemd", "/unified"].map((hierarchy) => `/sys/fs/cgroup${hierarchy}/system.slice`);

const UNIT_DIRECTORIES = [
  "/etc/systemd/system",
  "/run/systemd/system",
  "/usr/lib/systemd/system",
  "/lib/systemd/system",
];

/** `systemctl enable` makes symlinks (systemd.unit(5)). A unit that is masked is a symlink to /dev/null. */
function whereEnabled(files: Files, units: readonly string[]): string | undefined {
  const wanted = units.filter((unit) => !UNIT_DIRECTORIES.some((path) => isMasked(files, `${path}/${unit}`)));
  if (wanted.length === 0) return undefined;
  for (const directory of UNIT_DIRECTORIES) {
    for (const name of readNames(files, directory) ?? []) {
      if (!/\.(?:wants|requires)$/.test(name)) continue;
      const unit = readNames(files, `${directory}/${name}`)?.find((one) => wanted.includes(one));
      if (unit !== undefined) return `${directory}/${name}/${unit}`;
    }
  }
  return undefined;
}

function isMasked(files: Files, path: string): boolean {
  return readSymlinkTarget(files, path) === "/dev/null";
}

function whereInRunlevel(files: Files, scripts: readonly string[]): string | undefined {
  for (const level of ["S", "2", "3", "4", "5"]) {
    const found = readNames(files, `/etc/rc${level}.d`)?.find((name) =>
      scripts.some((one) => name === `S${name.slice(1, 3)}${one}`),
    );
    if (found !== undefined) return `/etc/rc${level}.d/${found}`;
  }
  return undefined;
}
