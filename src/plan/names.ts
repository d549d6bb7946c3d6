// SPDX-License-Identifier: MIT
import type { Link } from "../netlink/link.ts";

/** Which link has which name or altname, as far as it is known. */
export interface KnownNames {
  /** The link that has the name; undefined if it is free. */
  readonly holders: { readonly [name: string]: Link | undefined };
  /** Are all names of the machine known? Then a name that is not here is free. */
  readonly isComplete: boolean;
}

/** The names and altnames of all links of a machine. */
export function namesOf(links: readonly Link[]): KnownNames {
  const holders: { [name: string]: Link } = Object.create(null);
  for (const link of links) {
    holders[link.name] = link;
    for (const altname of link.altnames) holders[altname] ??= link;
  }
  return { holders, isComplete: true };
}

/** Which link has which name while a plan is made: the known names, with the changes that are planned so far. */
export interface Ledger {
  /** The link that has a name or altname after the changes so far; undefined if it is free. */
  holderOf(name: string): Link | undefined;
  /** The link is renamed. */
  rename(link: Link, to: string): void;
  /** The link gets an altname. */
  addAltname(altname: string, link: Link): void;
  /** The names that `holderOf` was asked for and that are not known. They count as free. */
  readonly unknown: readonly string[];
}

export function ledgerOf({ holders, isComplete }: KnownNames): Ledger {
  const moved: { [ifindex: number]: true } = {};
  const taken: { [name: string]: Link } = Object.create(null);
  const unknown: string[] = [];
  return {
    holderOf: (name) => {
      const known = taken[name];
      if (known !== undefined) return known;
      if (!isComplete && !(name in holders) && !unknown.includes(name)) unknown.push(name);
      const holder = holders[name];
      // An altname stays with its link when the link is renamed.
      const isFree = holder?.name === name && moved[holder.ifindex] === true;
      return isFree ? undefined : holder;
    },
    rename: (link, to) => {
      moved[link.ifindex] = true;
      taken[to] = link;
    },
    addAltname: (altname, link) => {
      taken[altname] = link;
    },
    unknown,
  };
}
