// SPDX-License-Identifier: MIT
import { withParent } from "../machine/device.ts";
import type { Machine } from "../machine/machine.ts";
import { whyKindLeftOut } from "../machine/switched-off.ts";
import type { Link } from "../netlink/link.ts";
import type { Fact, FailoverKind } from "./kind.ts";
import { KINDS } from "./kinds.ts";
import { type Settled, settledOf } from "./settled.ts";

/** A failover master. */
export interface Master {
  /** The link, with its parent device. */
  readonly link: Link;
  readonly kind: FailoverKind;
  /** The facts that show that it is a failover master. */
  readonly facts: readonly Fact[];
  readonly settled: Settled;
}

/** A link that other links have as their master. */
export interface Candidate {
  /** The link, with its parent device. */
  readonly link: Link;
  /** Undefined if it is not a failover master, or if `Masters=` leaves out its kind. */
  readonly kind: FailoverKind | undefined;
  /** The kind of failover master that it is, if `Masters=` leaves out this kind. */
  readonly leftOut?: FailoverKind | undefined;
  /** The facts that show this. */
  readonly facts: readonly Fact[];
}

/** The failover master with this ifindex; undefined if the link is not one, or is gone. */
export function findMaster(machine: Machine, ifindex: number): Master | undefined {
  const found = findCandidate(machine, ifindex);
  return found !== undefined && isMaster(found) ? found : undefined;
}

/** Is it a failover master? */
export function isMaster(found: Master | Candidate): found is Master {
  return "settled" in found;
}

/** The link with this ifindex: a Master if it is a failover master, else a Candidate; undefined if the link is gone. */
export function findCandidate(machine: Machine, ifindex: number): Master | Candidate | undefined {
  // The entry is read before the link: if it says that the master is settled, the name of the link is final.
  const entry = machine.udev.entry(ifindex);
  const link = machine.links.byIndex(ifindex);
  if (link === undefined) return undefined;
  const candidate = recognize(machine, link);
  const { kind, facts, link: master } = candidate;
  return kind === undefined ? candidate : { link: master, kind, facts, settled: settledOf(machine, master, entry) };
}

/** Is the link a failover master? Only this function checks `Masters=`. */
export function recognize(machine: Machine, bare: Link): Candidate {
  if (bare.kind !== "") return { link: bare, kind: undefined, facts: [kindFact(machine, bare)] };
  const link = withParent(machine, bare);
  let facts: readonly Fact[] = [];
  let leftOut: FailoverKind | undefined;
  for (const kind of KINDS) {
    const recognition = kind.recognize(machine, link);
    facts = facts.length === 0 ? recognition.facts : [...facts, ...recognition.facts];
    if (!recognition.isMaster) continue;
    if (machine.config().masters.includes(kind.name)) return { link, kind, facts };
    facts = [...facts, { fact: `${kind.name} is switched off`, source: whyKindLeftOut(machine, kind.name) }];
    leftOut ??= kind;
  }
  return { link, kind: undefined, leftOut, facts };
}

function kindFact(machine: Machine, link: Link): Fact {
  return { fact: `the master ${link.name} is a ${link.kind}`, source: machine.links.source(link, "IFLA_INFO_KIND") };
}
