import { isBefore } from "../machine/kernel-release.ts";
import type { LinkSource } from "../machine/source.ts";
import type { Link, Master, Settled } from "../netlink/link.ts";

/** Has the link a master, and one that is no bond, bridge or the like? That costs nothing to ask, and most links are done with it. */
export function mayBeSlave(link: Link): boolean {
  return link.master !== 0 && link.slaveKind === "";
}

/** A link's master, where it may be a failover master; undefined otherwise. */
export function observeMaster(source: LinkSource, slave: Link): Master | undefined {
  return mayBeSlave(slave) ? observeAsMaster(source, slave.master) : undefined;
}

/** A link seen as a master of others, where it may be a failover master; undefined otherwise. */
export function observeAsMaster(source: LinkSource, ifindex: number): Master | undefined {
  // Before the link: a name that is read after the master has settled is final, one read before is not.
  const database = source.udevDatabase(ifindex);
  const link = source.byIndex(ifindex);
  if (link === undefined || link.kind !== "") return undefined;
  const parent = link.parent ?? source.parent(link);
  const virtioFeatures = parent?.bus === "virtio" ? source.virtioFeatures(parent) : "";
  const settled = isSettledByUdev(database) ? BY_UDEV : settledByKernel(source, link, database);
  return { ...link, parent, virtioFeatures, settled };
}

/** Links, each that is a slave with its parent known, and the masters that may be failover masters. */
export interface Observation {
  readonly links: readonly Link[];
  readonly masters: readonly Master[];
}

/** Every link of the machine. */
export function observeAll(source: LinkSource): Observation {
  const links = source.all().map((link) => withParent(source, link));
  const masters: Master[] = [];
  const seen: { [ifindex: number]: true } = {};
  for (const slave of links) {
    if (!mayBeSlave(slave) || slave.master in seen) continue;
    seen[slave.master] = true;
    const master = observeAsMaster(source, slave.master);
    if (master !== undefined) masters.push(master);
  }
  return { links, masters };
}

/** A link with its parent read from sysfs, where it may be a failover slave and netlink did not tell. */
export function withParent(source: LinkSource, link: Link): Link {
  if (link.parent !== undefined || link.master === 0 || link.kind !== "" || link.slaveKind !== "") return link;
  return { ...link, parent: source.parent(link) };
}

/** Does udev's database say that an earlier rule than this program's has set NAME? See rules/79-failover-ifname.rules. */
export function isNamedByRule(source: LinkSource, ifindex: number): boolean {
  return `\n${source.udevDatabase(ifindex) ?? ""}`.includes("\nE:FAILOVER_IFNAME_KEEP=1\n");
}

/** Has udev handled the link as a failover slave before? See rules/79-failover-ifname.rules. */
export function isMarked(source: LinkSource, ifindex: number): boolean {
  return `\n${source.udevDatabase(ifindex) ?? ""}`.includes("\nE:FAILOVER_IFNAME_ROLE=");
}

const BY_UDEV: Settled = { is: true, because: "udev's database has it" };

/**
 * udev's database has an entry as soon as the rules have run, but that alone does not settle the name: from systemd
 * 249 on, udevd writes it with ID_RENAMING=1 before it renames the link, and on a first event without the line "I:"
 * (the time of initialization); it drops ID_RENAMING with the `move` event (src/udev/udev-event.c, rename_netif).
 * ID_PROCESSING is no such sign: events that rename nothing set it too.
 */
function isSettledByUdev(database: string | undefined): boolean {
  const lines = `\n${database ?? ""}`;
  return lines.includes("\nI:") && !lines.includes(RENAMING);
}

const RENAMING = "\nE:ID_RENAMING=1\n";
const NET_NAME_USER = 3;
const NET_NAME_RENAMED = 4;

/** The first kernel that renames a link which is up, whatever it is (bd039b5ea2a9). */
const RENAMES_UP = [6, 2, 0] as const;

/**
 * Where udev's database does not settle the name. An entry may be absent, without "I:" or with ID_RENAMING for ever: where
 * the master was up, and udevd could not rename it (it aborts the event up to 249.5, and forgets the mark in 251.12 and
 * 252.6). So whatever else says that the name may last is taken for a yes: if udevd does rename the master after all, its
 * `move` event comes and puts the slaves right, while nothing would come after a wrong no.
 */
function settledByKernel(source: LinkSource, link: Link, database: string | undefined): Settled {
  if (!source.hasUdev()) return { is: true, because: "there is no udev here that could rename it" };
  if (link.up && isBefore(source.kernelRelease(), RENAMES_UP)) {
    return { is: true, because: "it is up, and this kernel renames no master that is up" };
  }
  const type = source.nameAssignType(link);
  if (type !== NET_NAME_USER && type !== NET_NAME_RENAMED) {
    const renaming = `\n${database ?? ""}`.includes(RENAMING);
    const because = renaming ? "udev is renaming it (ID_RENAMING=1)" : "udev has not initialized it";
    return { is: false, because: `${because}, and it has the kernel's name` };
  }
  // The attribute was found by a name that may have gone to another link in between.
  if (source.byIndex(link.ifindex)?.name !== link.name) return { is: false, because: "it is being renamed" };
  return { is: true, because: `userspace named it (name_assign_type ${type})` };
}
