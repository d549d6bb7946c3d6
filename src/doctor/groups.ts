// SPDX-License-Identifier: MIT

import { Exit } from "../errors.ts";
import type { FailoverGroup } from "../failover/group.ts";
import { isMarked } from "../failover/marks.ts";
import { isBefore } from "../machine/kernel-release.ts";
import type { SlavePlan } from "../plan/plan.ts";
import { type PlannedGroup, planGroups } from "../plan/plan-groups.ts";
import { wantedNames } from "../plan/wanted-names.ts";
import { shellWord } from "../text/shell.ts";
import { type Check, type Finding, ok, type Subject } from "./check.ts";

/** The failover groups now: has each slave its name, and if not, why? */
export const groups: Check = {
  name: "groups",
  title: "Failover groups",
  run: (subject) => {
    const { machine } = subject;
    if (subject.isImage)
      return [ok("the image is not running, so it has no links", machine.files.path("/sys/class/net"))];
    const observation = subject.observation();
    if (observation.groups.length === 0)
      return [ok("there is no failover master", machine.files.path("/sys/class/net"))];
    return planGroups(machine, observation).flatMap((planned) => [
      masterFinding(planned.group),
      ...planned.plans.map((plan) => slaveFinding(subject, plan)),
      ...futureFindings(subject, planned),
    ]);
  },
};

function masterFinding({ master, slaves }: FailoverGroup): Finding {
  const { link, kind, settled } = master;
  const what = `${link.name} is a failover master (${kind.name}) with ${slaves.length} ${slaves.length === 1 ? "slave" : "slaves"}`;
  if (settled.status) return ok(`${what}; its name is settled: ${settled.reason}`, settled.source);
  return {
    severity: "warning",
    found: `${what}; its name is not settled: ${settled.reason}`,
    where: settled.source,
    why: "As long as udevd can still rename the master, its slaves have no final names.",
    fix: `udevadm trigger --action=add ${shellWord(`/sys/class/net/${link.name}`)}`,
  };
}

function slaveFinding(subject: Subject, plan: SlavePlan): Finding {
  const { slave, wanted, rename, obstacle, addAltnames } = plan;
  const { link, role, master } = slave;
  const where = subject.machine.links.source(link, "IFLA_IFNAME");
  const whose = `the ${role} of ${master.link.name}`;
  if (obstacle === undefined && rename === undefined) return ok(`${link.name} is ${whose}, and has its name`, where);
  const instead =
    addAltnames.length === 0 ? "it keeps this name" : `it gets the altname ${addAltnames.join(", ")} instead`;
  if (obstacle?.exitCode === Exit.noName && wanted.name === undefined) {
    const found = `no name fits ${link.name}, ${whose}: ${obstacle.reason}; ${instead}`;
    const why = "The kernel takes names of at most 15 bytes.";
    const fix = shortName(master.link.name, `failover-ifname rename ${shellWord(master.link.name)}`);
    return { severity: "warning", found, where, why, fix };
  }
  if (obstacle !== undefined && slave.hazard !== undefined) {
    const why = "The kernel has a fault: the rename of such a slave can stop all changes of links.";
    const found = `${link.name}, ${whose}, is not renamed: ${obstacle.reason}; ${instead}`;
    return {
      severity: "warning",
      found,
      where,
      why,
      fix: "boot a kernel without the fault, or see LiveRename= in failover-ifname.conf(5)",
    };
  }
  if (obstacle !== undefined && !master.settled.status) {
    const why = "The program renames the slave when udevd has named the master, at the next uevent of the master.";
    return { severity: "note", found: `${link.name}, ${whose}, waits for the name of its master`, where, why };
  }
  if (obstacle !== undefined) {
    const found = `${link.name}, ${whose}, waits: ${obstacle.reason}`;
    const why = "The name comes when the obstacle is gone, at the next uevent of the master or of the slave.";
    const fix = `give the link in the way another name, then: failover-ifname rename ${shellWord(master.link.name)}`;
    return { severity: "warning", found, where, why, fix };
  }
  return unnamed(subject, plan, `${link.name} is ${whose}, and should be called ${rename}`, where);
}

/** A slave that `rename` would rename now. Why has the rule not done it? */
function unnamed({ machine }: Subject, { slave, rename }: SlavePlan, found: string, where: string): Finding {
  const { link, master } = slave;
  const release = machine.kernel.release();
  const refusesUp = link.up && release !== "" && isBefore(release, master.kind.renamesUpSince);
  if (refusesUp) {
    const since = master.kind.renamesUpSince.slice(0, 2).join(".");
    return {
      severity: "error",
      found,
      where,
      why: `Linux ${release} does not rename a slave of ${master.kind.name} that is up (${since} does), and it was up before udevd or the rule could rename it. With Bounce=yes in failover-ifname.conf, the program sets such a slave down and up again.`,
      // If the kernel refuses the name nevertheless, the slave has it as an altname, and is found by it.
      fix: [
        `ip link set dev ${shellWord(link.name)} down`,
        `failover-ifname rename ${shellWord(link.name)}`,
        `ip link set dev ${shellWord(rename ?? link.name)} up`,
      ].join("\n"),
    };
  }
  const why = isMarked(machine, slave)
    ? "The rule knows the slave, so the rename failed or somebody has renamed the slave since: see the log."
    : "udev's database has no mark of the rule for it: the rule did not run for this link, or the link was no slave then.";
  return { severity: "error", found, where, why, fix: `failover-ifname rename ${shellWord(link.name)}` };
}

/** A slave that is not there yet, such as a primary during a live migration, can have a name that does not fit. */
function futureFindings({ machine }: Subject, { group: { master, slaves } }: PlannedGroup): Finding[] {
  if (slaves.some(({ role }) => role === "primary") || !master.settled.status) return [];
  const { name, altnames, reason } = wantedNames(machine.config(), master.link, "primary");
  if (name !== undefined) return [];
  return [
    {
      severity: "warning",
      found: `no name will fit the primary of ${master.link.name}: ${reason}; it will get the altname ${altnames.join(", ")} instead`,
      where: machine.links.source(master.link, "IFLA_IFNAME"),
      why: "The kernel takes names of at most 15 bytes.",
      fix: shortName(master.link.name),
    },
  ];
}

/** A second name for a master is gone after a boot, unless a .link file has it. */
function shortName(master: string, ...after: readonly string[]): string {
  const lines = [
    `ip link property add dev ${shellWord(master)} altname SHORTNAME`,
    ...after,
    `for later boots, Name=${master} and AlternativeName=SHORTNAME in a .link file for ${master} only (systemd.link(5))`,
  ];
  return lines.join("\n");
}
