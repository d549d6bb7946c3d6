import type { Role } from "../failover/kind.ts";
import type { Link } from "../netlink/link.ts";
import { whyInvalidAltname, whyInvalidName } from "../netlink/valid-name.ts";

/** How slaves are called: the master's name and one of these. */
export interface Scheme {
  readonly suffix: { readonly [role in Role]: string };
  /** Does each altname of the master give the slave one too? */
  readonly alternativeNames: boolean;
}

/** The names that a slave should have. */
export interface Wanted {
  /** Undefined where no name of the master makes a valid one; `because` says why. */
  readonly name: string | undefined;
  readonly altnames: readonly string[];
  /** What decided on the name, for people. */
  readonly because: string;
}

/**
 * The names of the slave of `master` in a role. The name comes from the master's own name or, where that gives no valid
 * one, from the shortest of its altnames that does. Each altname of the master gives the slave one too; where the
 * slave can have no name, the master's name and the suffix are an altname in any case.
 */
export function wantedNames(scheme: Scheme, master: Link, role: Role): Wanted {
  const suffix = scheme.suffix[role];
  const base = baseOf(master, suffix);
  const name = base === undefined ? undefined : base + suffix;
  // The kernel takes an empty altname, too, and the suffix alone would say nothing.
  const bases = scheme.alternativeNames ? [master.name, ...master.altnames] : name === undefined ? [master.name] : [];
  const altnames = bases
    .filter((other) => other !== "")
    .map((other) => other + suffix)
    .filter((altname) => altname !== name && whyInvalidAltname(altname) === undefined);
  return { name, altnames, because: reason(master, suffix, base) };
}

/** The name alone, for a start that must be quick. */
export function wantedName(scheme: Scheme, master: Link, role: Role): string | undefined {
  const suffix = scheme.suffix[role];
  const base = baseOf(master, suffix);
  return base === undefined ? undefined : base + suffix;
}

function baseOf(master: Link, suffix: string): string | undefined {
  return whyInvalidName(master.name + suffix) === undefined ? master.name : shortestBase(master, suffix);
}

function shortestBase(master: Link, suffix: string): string | undefined {
  let shortest: string | undefined;
  for (const altname of master.altnames) {
    if (altname === "" || whyInvalidName(altname + suffix) !== undefined) continue;
    // Of two of one length the first in byte order, so that the order in which they were added does not count.
    const shorter = shortest === undefined || altname.length < shortest.length;
    if (shorter || (altname.length === shortest?.length && altname < shortest)) shortest = altname;
  }
  return shortest;
}

function reason(master: Link, suffix: string, base: string | undefined): string {
  if (base === master.name) return `the master's name and "${suffix}"`;
  const why = `${master.name}${suffix} ${whyInvalidName(master.name + suffix)}`;
  if (base === undefined) return `${why}; no altname of the master gives a valid name`;
  return `${why}; the master's shortest altname that gives a valid name, and "${suffix}"`;
}
