import type { ChalkInstance } from "chalk";
import { readConfig } from "../config/read.ts";
import { Exit, type ExitCode } from "../errors.ts";
import { type FoundSlave, findSlave } from "../failover/find.ts";
import { observeAsMaster, withParent } from "../failover/observe.ts";
import type { Host } from "../host/host.ts";
import type { LinkSource } from "../machine/source.ts";
import { whySwitchedOff } from "../machine/switched-off.ts";
import type { Device, Link } from "../netlink/link.ts";
import { reportWarnings } from "../reporting.ts";
import { formatJson } from "../text/json.ts";
import { printable } from "../text/printable.ts";
import { type Column, layOut } from "../text/table.ts";
import { findLink } from "./find-link.ts";
import { intention } from "./show.ts";
import { survey } from "./survey.ts";

/** A fact and where it was read: a netlink attribute, a file, or what this program makes of the facts before it. */
interface Fact {
  readonly fact: string;
  readonly source: string;
}

/**
 * `explain LINK`: why a link gets its name, or none, fact by fact. Exit 1 for anything but a slave, with its facts.
 *
 * @param root in front of the paths of configuration files; empty for this machine
 */
export function explain(
  host: Host,
  source: LinkSource,
  root: string,
  argument: string,
  options: { readonly json: boolean; readonly colors: ChalkInstance },
): ExitCode {
  const link = withParent(source, findLink(source, argument));
  const found = findSlave(source, link);
  const facts = [...linkFacts(link), ...masterFacts(source, link)];
  if (found === undefined)
    facts.push({ fact: "so it is no failover slave, and is left alone", source: "this program" });
  else facts.push(...slaveFacts(host, source, root, found));
  host.out(options.json ? `${formatJson(facts, 2)}\n` : toText(facts, options.colors));
  return found === undefined ? Exit.notSlave : Exit.done;
}

function slaveFacts(host: Host, source: LinkSource, root: string, { group, slave }: FoundSlave): Fact[] {
  const { config, warnings } = readConfig(host, root);
  reportWarnings(host, warnings);
  const itself = `so it is the ${slave.role} of the ${group.kind.name} master ${group.master.name}`;
  const facts: Fact[] = [{ fact: itself, source: "this program" }];
  for (const plan of survey(source, config, "slaves", [`#${slave.link.ifindex}`]).flatMap(({ plans }) => plans)) {
    const fact = `its name should be ${plan.wanted.name ?? "left alone"}: ${plan.wanted.because}`;
    facts.push({ fact, source: "this program" });
    facts.push({ fact: `rename would ${intention(plan)}`, source: "this program" });
  }
  const off = whySwitchedOff(config, source);
  if (off !== undefined) facts.push({ fact: "udev's rule does nothing here", source: off });
  return facts;
}

function linkFacts(link: Link): Fact[] {
  const netlink = (attribute: string) => `RTM_GETLINK ${attribute}`;
  return [
    { fact: `the link is ${link.name}, #${link.ifindex}, ${link.up ? "up" : "down"}`, source: netlink("IFLA_IFNAME") },
    { fact: link.master === 0 ? "it has no master" : `its master is #${link.master}`, source: netlink("IFLA_MASTER") },
    ...(link.slaveKind === ""
      ? []
      : [{ fact: `it is a ${link.slaveKind} port`, source: netlink("IFLA_INFO_SLAVE_KIND") }]),
    { fact: `it belongs to ${device(link.parent)}`, source: netlink("IFLA_PARENT_DEV_NAME") },
  ];
}

function masterFacts(source: LinkSource, link: Link): Fact[] {
  const itself = link.master === 0 ? undefined : source.byIndex(link.master);
  if (itself === undefined) return [];
  if (itself.kind !== "") {
    return [{ fact: `the master ${itself.name} is a ${itself.kind}`, source: "RTM_GETLINK IFLA_INFO_KIND" }];
  }
  const master = observeAsMaster(source, itself.ifindex);
  if (master === undefined) return [];
  const features = `/sys/bus/virtio/devices/${master.parent?.name}/features`;
  const standby = master.virtioFeatures.charAt(62) === "1" ? "has" : "does not have";
  return [
    { fact: `the master is ${master.name}, of no kind of its own`, source: "RTM_GETLINK IFLA_INFO_KIND" },
    { fact: `the master belongs to ${device(master.parent)}`, source: "RTM_GETLINK IFLA_PARENT_DEV_NAME" },
    ...(master.virtioFeatures === ""
      ? []
      : [{ fact: `that device ${standby} VIRTIO_NET_F_STANDBY (bit 62)`, source: features }]),
    {
      fact: `the master's name is ${master.settled.is ? "" : "not "}settled: ${master.settled.because}`,
      source: `/run/udev/data/n${master.ifindex}`,
    },
  ];
}

function device(parent: Device | undefined): string {
  return parent === undefined
    ? "no device"
    : `${parent.name} on ${parent.bus || "a bus that the kernel does not tell"}`;
}

function toText(facts: readonly Fact[], colors: ChalkInstance): string {
  const rows = facts.map(({ fact, source }, index) => [`${index + 1}`, printable(fact), printable(source)]);
  const lines = layOut(rows, COLUMNS).flat();
  return `${lines.map((line) => (line.includes("rename would") ? colors.bold(line) : line)).join("\n")}\n`;
}

const COLUMNS: readonly Column[] = [{ maxWidth: 2, align: "right" }, { maxWidth: 33 }, { maxWidth: 41 }];
