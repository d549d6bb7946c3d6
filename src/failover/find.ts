import type { LinkSource } from "../machine/source.ts";
import type { Link } from "../netlink/link.ts";
import { type FailoverGroup, groupOf, type Slave } from "./group.ts";
import { KIND_NAMES } from "./kinds.ts";
import { observeAsMaster, observeMaster, withParent } from "./observe.ts";

/** A slave, with its group as far as it was looked at: the master, and no slave but this one. */
export interface FoundSlave {
  readonly group: FailoverGroup;
  readonly slave: Slave;
}

/** The link as a failover slave of any kind; undefined where it is none. Reads no link but this one and its master. */
export function findSlave(source: LinkSource, link: Link): FoundSlave | undefined {
  const master = observeMaster(source, link);
  if (master === undefined) return undefined;
  const group = groupOf(master, [withParent(source, link)], KIND_NAMES);
  const slave = group?.slaves[0];
  return group === undefined || slave === undefined ? undefined : { group, slave };
}

/**
 * The group of a failover master, with all its slaves; undefined if the link is none of these kinds.
 *
 * @param kinds the names of the kinds of masters that count
 */
export function findGroup(
  source: LinkSource,
  master: number,
  kinds: readonly string[] = KIND_NAMES,
): FailoverGroup | undefined {
  const observed = observeAsMaster(source, master);
  if (observed === undefined) return undefined;
  // The slaves are read only if the master can be one: that is a look at one file, this a dump of links.
  if (groupOf(observed, [], kinds) === undefined) return undefined;
  const slaves = source.slavesOf(master).map((slave) => withParent(source, slave));
  return groupOf(observed, slaves, kinds);
}
