import type { Link } from "../netlink/link.ts";
import type { HolderOf } from "./plan.ts";

/** Who has which name while a plan is carried out. */
export interface Ledger {
  /** The link that has a name or altname after what was moved and given so far; undefined if it is free. */
  readonly holderOf: HolderOf;
  /** The link leaves its present name for another. */
  move(link: Link, to: string): void;
  /** The link gets an altname. */
  give(altname: string, link: Link): void;
}

/** @param present who has which name now */
export function ledgerOf(present: HolderOf): Ledger {
  const hasLeft: { [ifindex: number]: true } = {};
  const taken: { [name: string]: Link } = Object.create(null);
  return {
    holderOf: (name) => {
      const holder = taken[name] ?? present(name);
      // An altname stays with its link when that is renamed.
      const isFree = holder?.name === name && hasLeft[holder.ifindex] === true;
      return isFree ? undefined : holder;
    },
    move: (link, to) => {
      hasLeft[link.ifindex] = true;
      taken[to] = link;
    },
    give: (altname, link) => {
      taken[altname] = link;
    },
  };
}
