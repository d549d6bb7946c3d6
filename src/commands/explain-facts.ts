// SPDX-License-Identifier: MIT
import type { Slave } from "../failover/group.ts";
import type { Fact } from "../failover/kind.ts";
import { type Candidate, isMaster, type Master } from "../failover/master.ts";
import { withParent } from "../machine/device.ts";
import type { Machine } from "../machine/machine.ts";
import { whySwitchedOff } from "../machine/switched-off.ts";
import type { Device, Link } from "../netlink/link.ts";
import type { SlavePlan } from "../plan/plan.ts";
import type { OtherPosition, Position } from "./position.ts";
import { describePlan } from "./show.ts";

/** The source of a fact that the program concludes from other facts. */
const CONCLUSION = "failover-ifname";

/**
 * The facts that decide what a link is and which name it gets, each with the place where it was read.
 *
 * @param links all links, of the same look
 */
export function factsOf(machine: Machine, links: readonly Link[], position: Position, link: Link): Fact[] {
  const own = linkFacts(machine, link);
  switch (position.is) {
    case "slave": {
      const { master } = position.slave;
      return [...own, ...masterFacts(machine, links, master), ...slaveFacts(machine, position.plan)];
    }
    case "master":
      return [...own, ...position.master.facts, ...groupFacts(position.master, position.slaves)];
    default:
      return [...own, ...otherFacts(machine, links, position)];
  }
}

function linkFacts(machine: Machine, link: Link): Fact[] {
  const { links } = machine;
  const facts = [
    {
      fact: `the link is ${link.name}, #${link.ifindex}, ${link.up ? "up" : "down"}`,
      source: links.source(link, "IFLA_IFNAME"),
    },
    {
      fact: link.master === 0 ? "it has no master" : `its master is #${link.master}`,
      source: links.source(link, "IFLA_MASTER"),
    },
  ];
  if (link.slaveKind !== "") {
    const source = links.source(link, "IFLA_INFO_SLAVE_KIND");
    facts.push({ fact: `it is a port of kind ${link.slaveKind}`, source });
  }
  facts.push(parentFact(machine, "its parent device", link));
  return facts;
}

function parentFact(machine: Machine, what: string, link: Link): Fact {
  const { parent } = withParent(machine, link);
  const { links, files } = machine;
  // If rtnetlink has no parent, sysfs was asked.
  const source =
    link.parent === undefined
      ? files.path(`/sys/class/net/${link.name}/device`)
      : links.source(link, "IFLA_PARENT_DEV_NAME");
  return { fact: `${what} is ${describeDevice(parent)}`, source };
}

function describeDevice(device: Device | undefined): string {
  if (device === undefined) return "none";
  return `${device.name} on ${device.bus === "" ? "an unknown bus" : `the bus ${device.bus}`}`;
}

function masterFacts(machine: Machine, links: readonly Link[], master: Master | Candidate): Fact[] {
  const { link, facts } = master;
  if (link.kind !== "") return [...facts];
  // As rtnetlink described it: its parent may have come from sysfs.
  const bare = links.find(({ ifindex }) => ifindex === link.ifindex) ?? link;
  return [
    { fact: `the master is ${link.name}`, source: machine.links.source(link, "IFLA_IFNAME") },
    parentFact(machine, "the master's parent device", bare),
    ...facts,
    ...(isMaster(master) ? [settledFact("the master's", master)] : []),
  ];
}

function settledFact(whose: string, { settled: { status, reason, source } }: Master): Fact {
  return { fact: `${whose} name is ${status ? "" : "not "}settled: ${reason}`, source };
}

function groupFacts(master: Master, slaves: readonly Slave[]): Fact[] {
  const names = slaves.map((slave) => slave.link.name).join(", ");
  return [
    settledFact("its", master),
    { fact: `it is the ${master.kind.name} master of ${names || "no slave"}`, source: CONCLUSION },
  ];
}

function otherFacts(machine: Machine, links: readonly Link[], { own, master }: OtherPosition): Fact[] {
  const facts = master === undefined ? [] : masterFacts(machine, links, master);
  if (own?.link.kind === "") facts.push(...own.facts);
  else if (own !== undefined) {
    facts.push({ fact: `it is a ${own.link.kind}`, source: machine.links.source(own.link, "IFLA_INFO_KIND") });
  }
  return [...facts, { fact: "it is not a failover slave: nothing to do", source: CONCLUSION }];
}

function slaveFacts(machine: Machine, plan: SlavePlan): Fact[] {
  const { role, master } = plan.slave;
  const { name, reason } = plan.wanted;
  const off = whySwitchedOff(machine);
  return [
    { fact: `it is the ${role} of the ${master.kind.name} master ${master.link.name}`, source: CONCLUSION },
    {
      fact: name === undefined ? `no wanted name: ${reason}` : `wanted name: ${name} (${reason})`,
      source: CONCLUSION,
    },
    { fact: `plan: ${describePlan(plan)}`, source: CONCLUSION },
    ...(off === undefined ? [] : [{ fact: "the udev rule does nothing here", source: off }]),
  ];
}
