// SPDX-License-Identifier: MIT
import { type FailoverGroup, findGroup, mayBeSlave } from "../failover/group.ts";
import type { Machine } from "../machine/machine.ts";
import type { Link } from "../netlink/link.ts";
import { wantedNames } from "../plan/wanted-names.ts";

/**
 * The groups that must be planned together with `firsts`: groups with a slave that holds a name that a slave of `firsts`
 * wants, groups with a slave that holds a name that a slave of those wants, and so on. `firsts` come first in the result.
 *
 * @param lookUp returns the link that has a name or altname
 * @param namedByRule by ifindex: the slaves that keep the name that an earlier udev rule gave them
 */
export function involvedGroups(
  machine: Machine,
  firsts: readonly FailoverGroup[],
  lookUp: (name: string) => Link | undefined,
  namedByRule: { readonly [ifindex: number]: true },
): FailoverGroup[] {
  const groups = [...firsts];
  const seen: { [master: number]: true } = {};
  for (const { master } of firsts) seen[master.link.ifindex] = true;
  // The list grows while the loop runs.
  for (const { master, slaves } of groups) {
    if (!master.settled.status) continue;
    for (const { link, role } of slaves) {
      const { name } = wantedNames(machine.config(), master.link, role);
      if (name === undefined || name === link.name || namedByRule[link.ifindex] === true) continue;
      const holder = lookUp(name);
      if (holder === undefined || !mayBeSlave(holder) || holder.master in seen) continue;
      seen[holder.master] = true;
      const group = findGroup(machine, holder.master);
      if (group !== undefined) groups.push(group);
    }
  }
  return groups;
}
