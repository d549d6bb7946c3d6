// SPDX-License-Identifier: MIT
/**
 * The naming rules a second time, in the plainest way: written from the manual pages and the design, and not from src/, so
 * that a fault of the one is not a fault of the other. Nothing here is fast, and nothing of src/ is used.
 */
import { type Configuration, readConfiguration } from "./configuration.ts";
import type { Machine, MachineLink } from "./machine.ts";

/** What the program is to say of a failover slave. */
export interface Verdict {
  readonly role: "standby" | "primary";
  /** The ifindex of the master, and whether its name is final. */
  readonly master: number;
  readonly settled: boolean;
  /** The name it should have; null if there is none. */
  readonly wanted: string | null;
  /** The exit status of `name`: 0, 4 (no valid name) or 6 (not now). With 0, it prints the wanted name. */
  readonly exit: 0 | 4 | 6;
  /** What `rename` would do: nothing or rename, wait for something to change, or leave the name as it is. */
  readonly rename: string | null;
  readonly obstacle: "none" | "wait" | "keep";
  /** The temporary name on the way. */
  readonly via: string | null;
  /** Altnames that other slaves give up for it, each as "NAME #IFINDEX", in order of their bytes. */
  readonly dropAltnames: readonly string[];
  /** In order of their bytes. */
  readonly addAltnames: readonly string[];
}

/** The verdict for each failover slave by its ifindex; a link without one is no failover slave. */
export function judge(machine: Machine): Map<number, Verdict> {
  const configuration = readConfiguration(machine.configuration);
  const slaves = machine.links.flatMap((link) => slaveOf(link, machine, configuration) ?? []);
  const intents = slaves.map((slave) => intentOf(slave, machine, configuration));
  return new Map(intents.map((intent) => [intent.slave.link.ifindex, verdictOf(intent, intents, machine)]));
}

interface Slave {
  readonly link: MachineLink;
  readonly master: MachineLink;
  readonly role: "standby" | "primary";
}

/**
 * A slave has a master and no slave kind. A failover master has no kind. Either its virtio device has VIRTIO_NET_F_STANDBY,
 * bit 62, or it is on Hyper-V's bus with the driver hv_netvsc. The standby has the very device of its master, and only
 * net_failover has one; the primary is a PCI function. Anything else is no failover slave.
 */
function slaveOf(link: MachineLink, { links, features }: Machine, { masters }: Configuration): Slave | undefined {
  const master = links.find(({ ifindex }) => ifindex === link.master);
  if (master === undefined || link.slaveKind !== "" || master.kind !== "") return undefined;
  const kind = kindOf(master, features);
  if (kind === undefined || !masters.includes(kind)) return undefined;
  const { parent } = link;
  if (parent?.bus === "virtio" && parent.device === master.parent?.device) return { link, master, role: "standby" };
  if (parent?.bus === "pci") return { link, master, role: "primary" };
  return undefined;
}

function kindOf({ parent }: MachineLink, features: Machine["features"]): string | undefined {
  if (parent?.bus === "vmbus") return parent.driver === "hv_netvsc" ? "hv_netvsc" : undefined;
  return parent?.bus === "virtio" && features[parent.device]?.charAt(62) === "1" ? "net_failover" : undefined;
}

/** What is to be done with a slave as if it were alone. */
interface Intent {
  readonly slave: Slave;
  readonly settled: boolean;
  readonly wanted: string | null;
  /** Why it stays as it is, whoever has the wanted name. */
  readonly stays: "kept" | "unsettled" | "no valid name" | "hazard" | undefined;
  /** Altnames that it should have, if nobody else has them. */
  readonly altnames: readonly string[];
}

function intentOf(slave: Slave, machine: Machine, configuration: Configuration): Intent {
  const { link, master, role } = slave;
  const settled = isSettled(master, machine);
  // A name that an earlier rule has set stands in any case, but one that udev would change is not printed for it.
  if (entryHas(machine, link.ifindex, "E:FAILOVER_IFNAME_KEEP=1")) {
    return { slave, settled, wanted: link.name, stays: "kept", altnames: [] };
  }
  if (!settled) return { slave, settled, wanted: null, stays: "unsettled", altnames: [] };

  const suffix = configuration.suffixes[role];
  // The master's name, or the shortest of its altnames that gives a valid name: of two equally short ones the first in
  // order of bytes, so that it does not depend on the order in which udev has added them.
  const altnames = master.altnames.filter((altname) => altname !== "");
  const byLength = [...altnames].sort((one, other) => one.length - other.length || (one < other ? -1 : 1));
  const wanted = [master.name, ...byLength].map((base) => base + suffix).find((name) => isValid(name, 15)) ?? null;

  const hazard = wanted !== null && wanted !== link.name && canHang(slave, machine, configuration);
  const asAltnames = [
    ...(wanted === null ? [master.name + suffix] : []),
    ...(hazard ? [wanted] : []),
    ...(configuration.alternativeNames ? [master.name, ...altnames].map((base) => base + suffix) : []),
  ].filter((name) => isValid(name, 127) && (name !== wanted || hazard));
  const stays = wanted === null ? "no valid name" : hazard ? "hazard" : undefined;
  return { slave, settled, wanted, stays, altnames: [...new Set(asAltnames)].sort() };
}

/** At most so many bytes of printable ASCII, without what kernel or udev refuse, and no `%`, which the kernel expands. */
function isValid(name: string, limit: number): boolean {
  return (
    /^[!-~]+$/.test(name) &&
    name.length <= limit &&
    !/[/:%]/.test(name) &&
    ![".", "..", "all", "default"].includes(name)
  );
}

/**
 * A master's name is final if udev has initialized it and is not renaming it, or if userspace has named it (3 and 4 of
 * name_assign_type), or without udev. A kernel before 6.2 renames no master that is up.
 */
function isSettled(master: MachineLink, machine: Machine): boolean {
  if (machine.udev === undefined) return true;
  const lines = machine.udev[master.ifindex]?.split("\n") ?? [];
  if (lines.some((line) => line.startsWith("I:")) && !lines.includes("E:ID_RENAMING=1")) return true;
  return [3, 4].includes(master.nameAssignType) || (master.up && isBefore(machine.kernelRelease, [6, 2, 0]));
}

/** From Linux 6.15 until 7.2.7, unless the administrator says that this kernel has the fix. */
function canHang({ link, master }: Slave, { kernelRelease }: Machine, { liveRename }: Configuration): boolean {
  return (
    liveRename === "auto" &&
    link.up &&
    master.up &&
    master.parent?.bus !== "vmbus" &&
    ["mlx5_core", "bnxt_en", "iavf", "gve", "mana"].includes(link.parent?.driver ?? "") &&
    !isBefore(kernelRelease, [6, 15, 0]) &&
    isBefore(kernelRelease, [7, 2, 7])
  );
}

function isBefore(release: string, [major, minor, patch]: readonly [number, number, number]): boolean {
  const [, one, two, three] = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(release) ?? [];
  if (Number(one) !== major) return Number(one) < major;
  if (Number(two) !== minor) return Number(two) < minor;
  return Number(three ?? 0) < patch;
}

function entryHas({ udev }: Machine, ifindex: number, line: string): boolean {
  return udev?.[ifindex]?.split("\n").includes(line) ?? false;
}

function verdictOf(intent: Intent, intents: readonly Intent[], machine: Machine): Verdict {
  const { slave, settled, wanted, stays, altnames } = intent;
  const { link, master, role } = slave;
  const addAltnames = altnames.filter((altname) => isFree(altname, intents, machine));
  const same = { role, master: master.ifindex, settled, wanted, addAltnames };
  const still = { ...same, rename: null, via: null, dropAltnames: givenUp(addAltnames, machine) };
  switch (stays) {
    case "kept":
      return { ...still, exit: isValid(link.name, 15) ? 0 : 4, obstacle: "none" };
    case "unsettled":
      return { ...still, exit: 6, obstacle: "wait" };
    case "no valid name":
      return { ...still, exit: 4, obstacle: "keep" };
    case "hazard":
      return { ...still, exit: 6, obstacle: "keep" };
  }
  if (wanted === link.name) return { ...still, exit: 0, obstacle: "none" };
  if (!willMove(intent, intents, machine)) return { ...still, exit: 4, obstacle: "wait" };
  return {
    ...same,
    exit: 0,
    rename: wanted,
    obstacle: "none",
    via: goesFirst(intent, intents) ? temporaryName(link, machine) : null,
    dropAltnames: givenUp(
      wanted === null || link.altnames.includes(wanted) ? addAltnames : [...addAltnames, wanted],
      machine,
    ),
  };
}

/** Whether a slave gets its wanted name, after all that is in the way has gone as far as it can. */
function willMove(intent: Intent, intents: readonly Intent[], machine: Machine): boolean {
  const waiting: Intent[] = [];
  for (let next = intent; ; ) {
    const { wanted, stays, slave } = next;
    if (stays !== undefined || wanted === null || wanted === slave.link.name) return false;
    waiting.push(next);
    const holder = machine.links.find(({ name, altnames }) => name === wanted || altnames.includes(wanted));
    if (holder === undefined || holder === slave.link) return true;
    const holding = intents.find(({ slave }) => slave.link === holder);
    if (holding === undefined) return false;
    // An altname of a slave that is another slave's name is dropped. The slaves of a master that is not settled are left alone.
    if (holder.name !== wanted) return holding.settled;
    // Slaves with the names of each other.
    if (waiting.includes(holding)) {
      const first = firstOf(cycleOf(holding, intents));
      return first !== undefined && temporaryName(first, machine) !== null;
    }
    next = holding;
  }
}

/** The slaves that have the names of each other, if this is one of them. */
function cycleOf(intent: Intent, intents: readonly Intent[]): readonly Intent[] {
  const cycle: Intent[] = [];
  for (let next: Intent | undefined = intent; next !== undefined; ) {
    if (cycle.includes(next)) return next === intent ? cycle : [];
    cycle.push(next);
    const { wanted }: Intent = next;
    next = intents.find(({ slave, stays }) => slave.link.name === wanted && stays === undefined);
  }
  return [];
}

/** One slave of a cycle must get out of the way: any would do, and it is the first in the order of `show`. */
function goesFirst(intent: Intent, intents: readonly Intent[]): boolean {
  const cycle = cycleOf(intent, intents);
  return cycle.length > 1 && firstOf(cycle) === intent.slave.link;
}

/** In the order of their masters, and the standby before the primary. */
function firstOf(cycle: readonly Intent[]): MachineLink | undefined {
  const slaves = cycle.map(({ slave }) => slave);
  const masters = slaves.map(({ master }) => master.ifindex);
  const ofFirst = slaves.filter(({ master }) => master.ifindex === Math.min(...masters));
  return (ofFirst.find(({ role }) => role === "standby") ?? ofFirst[0])?.link;
}

/** `ren` and the ifindex, or one of nine others, which nobody has as a name or an altname. */
function temporaryName({ ifindex }: MachineLink, { links }: Machine): string | null {
  const taken = links.flatMap(({ name, altnames }) => [name, ...altnames]);
  const candidates = ["", "-1", "-2", "-3", "-4", "-5", "-6", "-7", "-8", "-9"].map((end) => `ren${ifindex}${end}`);
  return candidates.find((candidate) => !taken.includes(candidate)) ?? null;
}

/** Which of these names are altnames of other links now. */
function givenUp(names: readonly string[], { links }: Machine): string[] {
  return links
    .flatMap(({ ifindex, altnames }) =>
      names.filter((name) => altnames.includes(name)).map((name) => `${name} #${ifindex}`),
    )
    .sort();
}

/** Nobody has it, or a slave gives it up: its present name, or an altname that it should not have. */
function isFree(altname: string, intents: readonly Intent[], machine: Machine): boolean {
  const holder = machine.links.find(({ name, altnames }) => name === altname || altnames.includes(altname));
  if (holder === undefined) return true;
  const holding = intents.find(({ slave }) => slave.link === holder);
  if (holding === undefined) return false;
  if (!holder.altnames.includes(altname)) return willMove(holding, intents, machine);
  return holding.settled && holding.wanted !== altname && !holding.altnames.includes(altname);
}
