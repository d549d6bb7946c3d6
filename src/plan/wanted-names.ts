// SPDX-License-Identifier: MIT
import type { Config } from "../config/config.ts";
import type { Role } from "../failover/kind.ts";
import type { Link } from "../netlink/link.ts";
import { whyInvalidAltname, whyInvalidName } from "../netlink/valid-name.ts";

/** What decides on names: the suffixes, and whether slaves get altnames. */
export type Naming = Pick<Config, "suffix" | "alternativeNames">;

/** The names that a slave should have. */
export interface WantedNames {
  /** Undefined if no name of the master gives a valid one. */
  readonly name: string | undefined;
  readonly altnames: readonly string[];
  /** What decided on the name, for people. */
  readonly reason: string;
}

/**
 * The names of a slave. The name is the name of the master with the suffix of the role. If that is not valid, it is the
 * shortest altname of the master that gives a valid name, with the suffix. Each altname of the master gives the slave an
 * altname too. If no name is valid, the name of the master with the suffix is an altname in any case.
 */
export function wantedNames({ suffix: suffixes, alternativeNames }: Naming, master: Link, role: Role): WantedNames {
  const suffix = suffixes[role];
  const base = baseOf(master, suffix);
  const name = base === undefined ? undefined : base + suffix;
  const bases = alternativeNames ? [master.name, ...master.altnames] : name === undefined ? [master.name] : NONE;
  return {
    name,
    altnames: bases.length === 0 ? NONE : altnamesOf(bases, suffix, name),
    reason: reasonOf(master, suffix, base),
  };
}

const NONE: readonly string[] = [];

function altnamesOf(bases: readonly string[], suffix: string, name: string | undefined): string[] {
  return (
    bases
      // The kernel takes an empty altname, and the suffix alone is no useful name.
      .filter((base) => base !== "")
      .map((base) => base + suffix)
      .filter((altname) => altname !== name && whyInvalidAltname(altname) === undefined)
  );
}

function baseOf(master: Link, suffix: string): string | undefined {
  return whyInvalidName(master.name + suffix) === undefined ? master.name : shortestBase(master, suffix);
}

function shortestBase(master: Link, suffix: string): string | undefined {
  let shortest: string | undefined;
  for (const altname of master.altnames) {
    if (altname === "" || whyInvalidName(altname + suffix) !== undefined) continue;
    // Of two with the same length, the first in byte order: the order in which they were added does not count.
    const shorter = shortest === undefined || altname.length < shortest.length;
    if (shorter || (altname.length === shortest?.length && altname < shortest)) shortest = altname;
  }
  return shortest;
}

function reasonOf(master: Link, suffix: string, base: string | undefined): string {
  if (base === master.name) return `the master's name and "${suffix}"`;
  const why = `${master.name}${suffix} ${whyInvalidName(master.name + suffix)}`;
  if (base === undefined) return `${why}; no altname of the master gives a valid name`;
  return `${why}; the master's shortest altname that gives a valid name, and "${suffix}"`;
}
