// SPDX-License-Identifier: MIT
import { Exit } from "../errors.ts";
import type { Link } from "../netlink/link.ts";
import type { Ledger } from "./names.ts";
import type { Obstacle, SlavePlan } from "./plan.ts";

/**
 * Puts renames into an order in which each new name is free when it is needed. If slaves hold each other's names, one of
 * them is renamed via a temporary name that no link has. If a slave has the wanted name of another slave as an altname, it
 * loses the altname: udev makes such altnames of former names. Any other rename whose name is taken gets an obstacle.
 */
export function inOrder(plans: readonly SlavePlan[], names: Ledger): SlavePlan[] {
  const ordered: SlavePlan[] = [];
  const blocked: SlavePlan[] = [];
  const waiting: { [ifindex: number]: SlavePlan } = {};
  const planOf: { [ifindex: number]: SlavePlan } = {};
  for (const plan of plans) {
    planOf[plan.slave.link.ifindex] = plan;
    if (plan.rename === undefined) ordered.push(plan);
    else waiting[plan.slave.link.ifindex] = plan;
  }
  const add = (plan: SlavePlan): void => {
    const { link } = plan.slave;
    const { via, rename = link.name } = plan;
    const holder = via === undefined ? names.holderOf(rename) : undefined;
    names.rename(link, via ?? rename);
    delete waiting[link.ifindex];
    if (holder === undefined || holder.ifindex === link.ifindex) ordered.push(plan);
    else ordered.push({ ...plan, dropAltnames: [{ altname: rename, link: holder }] });
  };
  const block = (plan: SlavePlan, why: Obstacle): void => {
    delete waiting[plan.slave.link.ifindex];
    blocked.push({ ...plan, rename: undefined, obstacle: why });
  };
  for (const plan of plans) {
    if (plan !== waiting[plan.slave.link.ifindex]) continue;
    const { chain, end } = chainFrom(plan, { waiting, planOf, names });
    const first = chain[end.at];
    const via = first === undefined ? undefined : temporaryName(first.slave.link, names);
    if (end.isFree) {
      for (const next of chain.reverse()) add(next);
    } else if (first !== undefined && via !== undefined) {
      add({ ...first, via });
      for (const next of chain.slice(end.at + 1).reverse()) add(next);
      names.addAltname(first.rename ?? "", first.slave.link);
      // The plans before the cycle want a name that is taken now.
      for (const next of chain.slice(0, end.at)) block(next, takenBy(next, names));
    } else {
      for (const next of chain)
        block(next, first === undefined ? takenBy(next, names) : noTemporaryName(first.slave.link));
    }
  }
  return [...ordered, ...blocked];
}

/** A plan, then the plan of the slave that holds its wanted name, and so on. */
interface Chain {
  readonly chain: SlavePlan[];
  /** Is the last wanted name free? If not, `at` is the index where a cycle starts; -1 if the holder keeps the name. */
  readonly end: { readonly isFree: boolean; readonly at: number };
}

/** The plans that are not ordered yet, and all plans, both by ifindex; and the names. */
interface Plans {
  readonly waiting: { readonly [ifindex: number]: SlavePlan };
  readonly planOf: { readonly [ifindex: number]: SlavePlan };
  readonly names: Ledger;
}

function chainFrom(plan: SlavePlan, { waiting, planOf, names }: Plans): Chain {
  const chain: SlavePlan[] = [];
  const indexes: { [ifindex: number]: number } = {};
  for (let at: SlavePlan | undefined = plan; ; ) {
    indexes[at.slave.link.ifindex] = chain.length;
    chain.push(at);
    const { rename = "", slave }: SlavePlan = at;
    const holder = names.holderOf(rename);
    // take-name.ts drops an own altname first.
    if (holder === undefined || holder.ifindex === slave.link.ifindex) return { chain, end: { isFree: true, at: -1 } };
    if (isStray(rename, holder, planOf[holder.ifindex])) return { chain, end: { isFree: true, at: -1 } };
    at = holder.name === rename ? waiting[holder.ifindex] : undefined;
    if (at === undefined) return { chain, end: { isFree: false, at: -1 } };
    const index = indexes[holder.ifindex];
    if (index !== undefined) return { chain, end: { isFree: false, at: index } };
  }
}

/** Is this name an altname of a slave that is not one of the names that it should have? */
export function isStray(name: string, { altnames }: Link, plan: SlavePlan | undefined): boolean {
  if (plan === undefined || !altnames.includes(name) || !plan.slave.master.settled.status) return false;
  return plan.wanted.name !== name && !plan.wanted.altnames.includes(name);
}

/** How many temporary names are tried. The longest has 15 bytes: "ren", an ifindex of ten digits, "-" and one digit. */
const TEMPORARY_NAMES = 10;

/** A temporary name for a link; undefined if all candidates are taken. */
function temporaryName({ ifindex }: Link, names: Ledger): string | undefined {
  for (let count = 0; count < TEMPORARY_NAMES; count++) {
    const name = count === 0 ? `ren${ifindex}` : `ren${ifindex}-${count}`;
    if (names.holderOf(name) === undefined) return name;
  }
  return undefined;
}

function noTemporaryName({ ifindex }: Link): Obstacle {
  const last = `ren${ifindex}-${TEMPORARY_NAMES - 1}`;
  const reason = `slaves hold each other's names, and ren${ifindex} to ${last} are taken`;
  return { exitCode: Exit.noName, reason, transient: true };
}

function takenBy({ rename = "" }: SlavePlan, names: Ledger): Obstacle {
  const holder = names.holderOf(rename);
  const who = `${holder?.altnames.includes(rename) ? `${holder.name}, as an altname, ` : ""}#${holder?.ifindex}`;
  return { exitCode: Exit.noName, reason: `the name ${rename} is taken by ${who}`, transient: true };
}
