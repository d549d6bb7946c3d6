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
  /** Does its state stay when it is stopped? Then it counts only if no cgroup can tell whether the units run. */
  readonly keepsState?: true;
}

/** Where it is seen that a manager runs or is enabled; undefined if neither is so. */
export function whereActive(files: Files, { units, scripts = [], state = [], ...signs }: Signs): string | undefined {
  const slices = CGROUPS.filter((path) => isThere(files, path));
  const cgroup = units.flatMap((unit) => slices.map((path) => `${path}/${unit}`)).find((path) => isThere(files, path));
  const isStopped = cgroup === undefined && (slices.length > 0 || unmasked(files, units).length === 0);
  return (
    (signs.keepsState && isStopped ? undefined : state.find((path) => isInUse(files, path))) ??
    cgroup ??
    whereEnabled(files, units) ??
    whereInRunlevel(files, scripts)
  );
}

function isInUse(files: Files, path: string): boolean {
  return path.endsWith("/") ? (readNames(files, path) ?? []).length > 0 : isThere(files, path);
}

/** Is there something at the path? */
export function isThere(files: Files, path: string): boolean {
  return files.fileStatus(path) !== undefined;
}

/** systemd makes a directory for each service that runs: in a hierarchy for all controllers, or in one of its own. */
export const CGROUPS = ["", "/systemd", "/unified"].map((hierarchy) => `/sys/fs/cgroup${hierarchy}/system.slice`);

const UNIT_DIRECTORIES = [
  "/etc/systemd/system",
  "/run/systemd/system",
  "/usr/lib/systemd/system",
  "/lib/systemd/system",
];

/** `systemctl enable` makes symlinks (systemd.unit(5)). A unit that is masked is a symlink to /dev/null. */
function whereEnabled(files: Files, units: readonly string[]): string | undefined {
  const wanted = unmasked(files, units);
  for (const directory of UNIT_DIRECTORIES) {
    for (const name of readNames(files, directory) ?? []) {
      if (!/\.(?:wants|requires)$/.test(name)) continue;
      const unit = readNames(files, `${directory}/${name}`)?.find((one) => wanted.includes(one));
      if (unit !== undefined) return `${directory}/${name}/${unit}`;
    }
  }
  return undefined;
}

function unmasked(files: Files, units: readonly string[]): string[] {
  const isMasked = (path: string) => readSymlinkTarget(files, path) === "/dev/null";
  return units.filter((unit) => !UNIT_DIRECTORIES.some((path) => isMasked(`${path}/${unit}`)));
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
