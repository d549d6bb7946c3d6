// SPDX-License-Identifier: MIT
import { Exit } from "../errors.ts";
import type { Link } from "../netlink/link.ts";
import type { Ledger } from "./names.ts";
import type { Obstacle, SlavePlan } from "./plan.ts";

/**
 * Puts renames into an order in which each finds its name free. If slaves hold each other's names, one of them is renamed via
 * a temporary name that no link has. If a slave has the wanted name of another slave as an altname, it gives the altname up:
 * udev makes such altnames of former names. A rename that anything else blocks gets an obstacle.
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
  const place = (plan: SlavePlan): void => {
    const { link } = plan.slave;
    const { via, rename = link.name } = plan;
    const holder = via === undefined ? names.holderOf(rename) : undefined;
    names.move(link, via ?? rename);
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
    const { way, end } = wayFrom(plan, { waiting, planOf, names });
    const first = way[end.at];
    const via = first === undefined ? undefined : temporaryName(first.slave.link, names);
    if (end.isFree) {
      for (const next of way.reverse()) place(next);
    } else if (first !== undefined && via !== undefined) {
      place({ ...first, via });
      for (const next of way.slice(end.at + 1).reverse()) place(next);
      names.give(first.rename ?? "", first.slave.link);
      // Those that lead into the cycle want a name that is taken now.
      for (const next of way.slice(0, end.at)) block(next, takenBy(next, names));
    } else {
      for (const next of way)
        block(next, first === undefined ? takenBy(next, names) : noTemporaryName(first.slave.link));
    }
  }
  return [...ordered, ...blocked];
}

/** A plan, then the one whose slave has its name, and so on, up to the end of that way. */
interface Way {
  readonly way: SlavePlan[];
  /** Is the name at its end free? If not: the place of the plan that comes again, -1 if the name stays taken. */
  readonly end: { readonly isFree: boolean; readonly at: number };
}

/** By ifindex: the plans that are still to be placed, and all of them. */
interface Plans {
  readonly waiting: { readonly [ifindex: number]: SlavePlan };
  readonly planOf: { readonly [ifindex: number]: SlavePlan };
  readonly names: Ledger;
}

function wayFrom(plan: SlavePlan, { waiting, planOf, names }: Plans): Way {
  const way: SlavePlan[] = [];
  const places: { [ifindex: number]: number } = {};
  for (let at: SlavePlan | undefined = plan; ; ) {
    places[at.slave.link.ifindex] = way.length;
    way.push(at);
    const { rename = "", slave }: SlavePlan = at;
    const holder = names.holderOf(rename);
    // An altname of its own is dropped first.
    if (holder === undefined || holder.ifindex === slave.link.ifindex) return { way, end: { isFree: true, at: -1 } };
    if (isStray(rename, holder, planOf[holder.ifindex])) return { way, end: { isFree: true, at: -1 } };
    at = holder.name === rename ? waiting[holder.ifindex] : undefined;
    if (at === undefined) return { way, end: { isFree: false, at: -1 } };
    const place = places[holder.ifindex];
    if (place !== undefined) return { way, end: { isFree: false, at: place } };
  }
}

/** Is this name an altname of a slave that is not one of the names that it should have? */
export function isStray(name: string, { altnames }: Link, plan: SlavePlan | undefined): boolean {
  if (plan === undefined || !altnames.includes(name) || !plan.slave.master.settled.status) return false;
  return plan.wanted.name !== name && !plan.wanted.altnames.includes(name);
}

/** So many are tried, and the longest, of an ifindex of ten digits, still has 15 bytes. */
const TEMPORARY_NAMES = 10;

/** A name for the time being; undefined if all that could be are taken. */
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
