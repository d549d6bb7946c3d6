// SPDX-License-Identifier: MIT
/** Random machines around the cases that decide about a name: one to three failover masters, and what stands in their way. */
import type fc from "fast-check";
import { type Choices, choices } from "./choices.ts";
import type { Machine, MachineLink } from "./machine.ts";

export const randomMachine: fc.Arbitrary<Machine> = choices.map(build);

/** A link before its name and its altnames are made to be nobody else's. */
type Draft = Omit<MachineLink, "name" | "altnames"> & {
  readonly names: readonly string[];
  readonly altnames: readonly string[];
  /** The name that a slave should have if nothing else is said. */
  readonly right?: string;
};

function build(chosen: Choices): Machine {
  const { masters, others, configuration, kernelRelease, commandLine, hasUdev, rotation, order } = chosen;
  const free = ifindexes(order);
  const names = namesThatMatter(masters, Object.values(configuration).join(""));
  const making: Making = {
    drafts: [],
    features: {},
    udev: {},
    next: () => free.shift() ?? 0,
    // A negative number is a link that nobody has named.
    named: (picked) => (picked < 0 ? [] : [names[picked % names.length] ?? ""]),
  };
  const above = { bridge: making.next(), bond: making.next(), batman: making.next() };
  masters.forEach((master, number) => {
    addGroup(making, master, number, above.bridge);
  });
  others.forEach((other, number) => {
    addOther(making, other, number, above);
  });
  for (const [kind, ifindex] of Object.entries(above))
    making.drafts.push({ ...ALONE, ifindex, kind, names: [`${kind}0`] });

  const { drafts, features, udev } = making;
  const links = unique(rotation === 0 ? drafts : rotated(drafts, rotation)).sort(
    (one, other) => one.ifindex - other.ifindex,
  );
  return { links, features, udev: hasUdev ? udev : undefined, kernelRelease, commandLine, configuration };
}

/** A machine that is being made. */
interface Making {
  readonly drafts: Draft[];
  readonly features: { [device: string]: string };
  readonly udev: { [ifindex: number]: string };
  readonly next: () => number;
  readonly named: (picked: number) => readonly string[];
}

function addGroup(making: Making, master: Choices["masters"][number], number: number, bridge: number): void {
  const { name, altnames, up, nameAssignType, bus, failover, bridged, udev } = master;
  const ifindex = making.next();
  const parent =
    bus === "virtio"
      ? { bus, device: `virtio${number}`, driver: "virtio_net" }
      : {
          bus,
          device: `00000000-0000-0000-0000-00000000000${number}`,
          driver: failover ? "hv_netvsc" : "uio_hv_generic",
        };
  if (bus === "virtio") making.features[parent.device] = failover ? STANDBY : NO_STANDBY;
  if (udev !== undefined) making.udev[ifindex] = udev;
  const port = bridged ? { master: bridge, slaveKind: "bridge" } : {};
  making.drafts.push({ ...ALONE, ...port, ifindex, names: [name], altnames, up, parent, nameAssignType });

  const pci = (driver: string) => ({ bus: "pci", device: `0000:0${number}:00.0`, driver });
  addSlave(making, master.standby, ifindex, `${name}nsby`, () => parent);
  addSlave(making, master.primary, ifindex, `${name}npf`, pci);
  addSlave(making, master.other, ifindex, `${name}npf`, () => undefined);
}

function addSlave(
  making: Making,
  slave: Choices["masters"][number]["standby"],
  master: number,
  right: string,
  parent: (driver: string) => MachineLink["parent"],
): void {
  if (slave === null) return;
  const { name, up, driver, slaveKind, place, udev } = slave;
  const ifindex = making.next();
  if (udev !== undefined) making.udev[ifindex] = udev;
  making.drafts.push({
    ...ALONE,
    ifindex,
    right,
    names: name === "right" ? [right] : making.named(name),
    altnames: slave.altnames.flatMap(making.named),
    up,
    master,
    slaveKind,
    parent: place === "usual" ? parent(driver) : ODD_PLACES[place],
  });
}

function addOther(
  making: Making,
  { what, name, altnames, up }: Choices["others"][number],
  number: number,
  { bridge, bond, batman }: { readonly bridge: number; readonly bond: number; readonly batman: number },
): void {
  const pci = { bus: "pci", device: `0000:09:0${number}.0`, driver: "e1000e" };
  const virtio = { bus: "virtio", device: `virtio${20 + number}`, driver: "virtio_net" };
  if (what === "virtio" || what === "bridge port") making.features[virtio.device] = NO_STANDBY;
  const forms: { readonly [what: string]: Partial<Draft> } = {
    pci: { parent: pci },
    virtio: { parent: virtio },
    bond: { kind: "bond" },
    veth: { kind: "veth" },
    "bond port": { parent: pci, master: bond, slaveKind: "bond" },
    "bridge port": { parent: virtio, master: bridge, slaveKind: "bridge" },
    "batman port": { parent: pci, master: batman },
  };
  const names = making.named(name);
  making.drafts.push({
    ...ALONE,
    ...forms[what],
    ifindex: making.next(),
    names,
    altnames: altnames.flatMap(making.named),
    up,
  });
}

/** Bit 62 is VIRTIO_NET_F_STANDBY. */
const STANDBY = `${"01".repeat(31)}10\n`;
const NO_STANDBY = `${"10".repeat(31)}01\n`;
const ALONE = { altnames: [], up: false, master: 0, kind: "", slaveKind: "", parent: undefined, nameAssignType: 0 };
const ODD_PLACES: { readonly [place: string]: MachineLink["parent"] } = {
  virtio: { bus: "virtio", device: "virtio30", driver: "virtio_net" },
  usb: { bus: "usb", device: "1-1:1.0", driver: "r8152" },
};

/** Each slave has the right name of another one. */
function rotated(drafts: readonly Draft[], places: number): Draft[] {
  const rights = drafts.flatMap(({ right }) => right ?? []);
  return drafts.map((draft) => {
    const own = draft.right === undefined ? -1 : rights.indexOf(draft.right);
    const name = rights[(own + places) % rights.length];
    return own < 0 || name === undefined ? draft : { ...draft, names: [name] };
  });
}

/** 2 to 25, in an order by chance. */
function ifindexes(order: readonly number[]): number[] {
  const keyed = order.map((key, place) => ({ key, ifindex: place + 2 }));
  return keyed.sort((one, other) => one.key - other.key || one.ifindex - other.ifindex).map(({ ifindex }) => ifindex);
}

/** Every name that a slave of these masters could be given, temporary ones, and some that only a bad machine has. */
function namesThatMatter(masters: Choices["masters"], configuration: string): string[] {
  const configured = [...configuration.matchAll(/Suffix=(\S+)/g)].map(([, suffix]) => suffix ?? "");
  const bases = masters.flatMap(({ name, altnames }) => [name, name, ...altnames]);
  const names = bases.flatMap((base) => ["npf", "nsby", ...configured].map((suffix) => base + suffix));
  const temporary = Array.from({ length: 24 }, (_, place) => `ren${place + 2}`);
  return [...names, ...names, ...temporary, "ens4", "enp2s0", "eth%d", "caf\xe9", "all"];
}

/** No two links have a name or altname in common, and the kernel takes each name (dev_valid_name() of net/core/dev.c). */
function unique(drafts: readonly Draft[]): MachineLink[] {
  const taken = new Set<string>();
  const take = (name: string): boolean => !taken.has(name) && taken.add(name) !== undefined;
  const named = drafts.map(({ names, right, ...draft }) => {
    const name = names.find((name) => /^[^/:\s\xa0]{1,15}$/.test(name) && take(name));
    return { ...draft, name: name ?? "" };
  });
  const complete = named.map((draft) => ({ ...draft, name: draft.name === "" ? kernelName(take) : draft.name }));
  return complete.map((draft) => ({
    ...draft,
    altnames: draft.altnames.filter((altname) => altname.length <= 127 && take(altname)),
  }));
}

function kernelName(take: (name: string) => boolean): string {
  for (let number = 0; ; number += 1) {
    if (take(`eth${number}`)) return `eth${number}`;
  }
}
