import type { Link } from "../links/link.ts";
import { observeMaster, withParent } from "../links/observe.ts";
import type { LinkSource } from "../links/source.ts";
import { type FailoverGroup, groupOf, type Slave } from "./group.ts";

/** A slave, with its group as far as it was looked at: the master, and no slave but this one. */
export interface FoundSlave {
  readonly group: FailoverGroup;
  readonly slave: Slave;
}

/** The link as a failover slave; undefined where it is none. Reads no link but this one and its master. */
export function findSlave(source: LinkSource, link: Link): FoundSlave | undefined {
  const master = observeMaster(source, link);
  if (master === undefined) return undefined;
  const group = groupOf(master, [withParent(source, link)]);
  const slave = group?.slaves[0];
  return group === undefined || slave === undefined ? undefined : { group, slave };
}
