// SPDX-License-Identifier: MIT
import { type FailoverGroup, findGroup, mayBeSlave, type Slave } from "../failover/group.ts";
import { ruleNames } from "../failover/marks.ts";
import type { Machine } from "../machine/machine.ts";
import type { Link } from "../netlink/link.ts";
import { wantedNames } from "../plan/wanted-names.ts";

/**
 * The groups that must be planned together with `startingGroups`: groups with a slave that holds a name or altname that a slave of
 * `startingGroups` wants, groups with a slave that holds one that these want, and so on. `startingGroups` come first.
 *
 * @param lookUp the link that has a name or altname
 * @param namedByRule by ifindex: the slaves of `startingGroups` that keep the name that an earlier udev rule gave them. Those of the
 *   other groups are added
 */
export function involvedGroups(
  machine: Machine,
  startingGroups: readonly FailoverGroup[],
  lookUp: (name: string) => Link | undefined,
  namedByRule: { [ifindex: number]: true },
): FailoverGroup[] {
  const groups = [...startingGroups];
  const seen: { [master: number]: true } = {};
  for (const { master } of startingGroups) seen[master.link.ifindex] = true;
  // The list grows while the loop runs.
  for (const { master, slaves } of groups) {
    if (!master.settled.status) continue;
    for (const slave of slaves) {
      if (namedByRule[slave.link.ifindex] === true) continue;
      for (const name of missingNames(machine, slave)) {
        const holder = lookUp(name);
        if (holder === undefined || !mayBeSlave(holder) || holder.master in seen) continue;
        seen[holder.master] = true;
        const group = findGroup(machine, holder.master);
        if (group === undefined) continue;
        groups.push(group);
        Object.assign(namedByRule, ruleNames(machine, [group]));
      }
    }
  }
  return groups;
}

/** The names and altnames that a slave should have and does not have. */
function missingNames(machine: Machine, { master, link, role }: Slave): readonly string[] {
  const { name, altnames } = wantedNames(machine.config(), master.link, role);
  const missing = altnames.filter((altname) => !link.altnames.includes(altname));
  return name === undefined || name === link.name ? missing : [name, ...missing];
}
