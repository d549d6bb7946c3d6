import type { FailoverGroup } from "../failover/group.ts";
import { mayBeSlave } from "../failover/observe.ts";
import type { Circumstances } from "./plan.ts";
import { wantedNames } from "./wanted-names.ts";

/**
 * The groups that must be planned together with `firsts`: those whose slaves have a name that a slave of `firsts` is to
 * have, those whose slaves have a name that these are to have, and so on. `firsts` come first.
 *
 * @param findGroup the group of a master; undefined if it is no failover master, or one that does not count. It is asked
 *   only if a name is held by a slave of another master.
 */
export function involvedGroups(
  firsts: readonly FailoverGroup[],
  { scheme, holderOf, isNamedByRule }: Circumstances,
  findGroup: (master: number) => FailoverGroup | undefined,
): FailoverGroup[] {
  const groups = [...firsts];
  const seen: { [ifindex: number]: true } = {};
  for (const { master } of firsts) seen[master.ifindex] = true;
  // The list grows while it is gone through.
  for (const { master, slaves } of groups) {
    if (!master.settled.is) continue;
    for (const slave of slaves) {
      const { name } = wantedNames(scheme, master, slave.role);
      if (name === undefined || name === slave.link.name) continue;
      const holder = holderOf(name);
      if (holder === undefined || !mayBeSlave(holder) || holder.master in seen || isNamedByRule(slave)) continue;
      seen[holder.master] = true;
      const group = findGroup(holder.master);
      if (group !== undefined) groups.push(group);
    }
  }
  return groups;
}
