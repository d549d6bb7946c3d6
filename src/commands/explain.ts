// SPDX-License-Identifier: MIT
import type { Colors } from "picocolors/types";
import { Exit, type ExitCode } from "../errors.ts";
import { type FailoverGroup, type Observation, observe, type Slave } from "../failover/group.ts";
import type { Fact } from "../failover/kind.ts";
import { type Candidate, isMaster, type Master } from "../failover/master.ts";
import type { Host } from "../host/host.ts";
import { withParent } from "../machine/device.ts";
import type { Machine } from "../machine/machine.ts";
import { whySwitchedOff } from "../machine/switched-off.ts";
import type { Device, Link } from "../netlink/link.ts";
import { planGroups } from "../plan/plan-groups.ts";
import { formatJson } from "../text/json.ts";
import { printable } from "../text/printable.ts";
import { type Column, layOut } from "../text/table.ts";
import { findLink, lookupIn } from "./find-link.ts";
import type { Style } from "./options.ts";
import { describePlan } from "./show.ts";

/** The source of a fact that the program concludes from other facts. */
const CONCLUSION = "failover-ifname";

/** `explain LINK`: prints the facts that decide the name of a link, all from one look. Exit 1 if the link is not a slave. */
export function explain(host: Host, machine: Machine, argument: string, { json, colors }: Style): ExitCode {
  const observation = observe(machine);
  const link = findLink(lookupIn(observation.links), argument);
  const group = observation.groups.find(({ master }) => master.link.ifindex === link.master);
  const slave = group?.slaves.find((candidate) => candidate.link.ifindex === link.ifindex);
  const facts = [
    ...linkFacts(machine, link),
    ...masterFacts(machine, group?.master ?? otherMaster(observation, link)),
    ...(slave === undefined ? notSlaveFacts(observation.groups, link) : slaveFacts(machine, observation, slave)),
  ];
  host.out(json ? `${formatJson(facts, 2)}\n` : toText(facts, colors));
  return slave === undefined ? Exit.notSlave : Exit.done;
}

function otherMaster({ otherMasters }: Observation, { master }: Link): Candidate | undefined {
  return otherMasters.find(({ link }) => link.ifindex === master);
}

function linkFacts(machine: Machine, link: Link): Fact[] {
  const { links, files } = machine;
  const { parent } = withParent(machine, link);
  const isFromNetlink = link.parent !== undefined || parent === undefined;
  return [
    {
      fact: `the link is ${link.name}, #${link.ifindex}, ${link.up ? "up" : "down"}`,
      source: links.source("IFLA_IFNAME"),
    },
    {
      fact: link.master === 0 ? "it has no master" : `its master is #${link.master}`,
      source: links.source("IFLA_MASTER"),
    },
    ...(link.slaveKind === ""
      ? []
      : [{ fact: `it is a port of kind ${link.slaveKind}`, source: links.source("IFLA_INFO_SLAVE_KIND") }]),
    {
      fact: `its parent device is ${describeDevice(parent)}`,
      source: isFromNetlink ? links.source("IFLA_PARENT_DEV_NAME") : files.path(`/sys/class/net/${link.name}/device`),
    },
  ];
}

function masterFacts({ links }: Machine, master: Master | Candidate | undefined): Fact[] {
  if (master === undefined) return [];
  const { link, facts } = master;
  if (link.kind !== "") return [...facts];
  const named = {
    fact: `the master is ${link.name}, with the parent device ${describeDevice(link.parent)}`,
    source: links.source("IFLA_IFNAME"),
  };
  return isMaster(master) ? [named, ...facts, settledFact("the master's", master)] : [named, ...facts];
}

function settledFact(whose: string, { settled: { status, reason, source } }: Master): Fact {
  return { fact: `${whose} name is ${status ? "" : "not "}settled: ${reason}`, source };
}

function notSlaveFacts(groups: readonly FailoverGroup[], link: Link): Fact[] {
  const group = groups.find(({ master }) => master.link.ifindex === link.ifindex);
  if (group === undefined) return [{ fact: "it is not a failover slave: nothing to do", source: CONCLUSION }];
  const { master, slaves } = group;
  const names = slaves.map((slave) => slave.link.name).join(", ");
  return [
    ...master.facts,
    settledFact("its", master),
    { fact: `it is the ${master.kind.name} master of ${names || "no slave"}: nothing to do`, source: CONCLUSION },
  ];
}

function slaveFacts(machine: Machine, observation: Observation, slave: Slave): Fact[] {
  const { role, master } = slave;
  const facts = [
    { fact: `it is the ${role} of the ${master.kind.name} master ${master.link.name}`, source: CONCLUSION },
  ];
  for (const plan of planGroups(machine, observation).flatMap(({ plans }) => plans)) {
    if (plan.slave !== slave) continue;
    const { name, reason } = plan.wanted;
    facts.push({
      fact: name === undefined ? `no wanted name: ${reason}` : `wanted name: ${name} (${reason})`,
      source: CONCLUSION,
    });
    facts.push({ fact: `plan: ${describePlan(plan)}`, source: CONCLUSION });
  }
  const off = whySwitchedOff(machine);
  if (off !== undefined) facts.push({ fact: "the udev rule does nothing here", source: off });
  return facts;
}

function describeDevice(device: Device | undefined): string {
  if (device === undefined) return "none";
  return `${device.name} on ${device.bus === "" ? "an unknown bus" : `the bus ${device.bus}`}`;
}

function toText(facts: readonly Fact[], colors: Colors): string {
  const rows = facts.map(({ fact, source }, index) => [`${index + 1}`, printable(fact), printable(source)]);
  const styles = facts.map(({ fact }) => (fact.startsWith("plan: ") ? colors.bold : (line: string) => line));
  const lines = layOut(rows, COLUMNS).flatMap((row, index) => row.map((line) => styles[index]?.(line) ?? line));
  return `${lines.join("\n")}\n`;
}

const COLUMNS: readonly Column[] = [{ maxWidth: 2, align: "right" }, { maxWidth: 33 }, { maxWidth: 41 }];
