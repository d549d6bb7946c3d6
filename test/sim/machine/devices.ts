// SPDX-License-Identifier: MIT
/** Failover groups: as devices that are plugged in, and as links that have all their names. */
import type { Device, Entry, LinkState, World } from "./state.ts";

/** The three devices of one net_failover group. `slot` gives the master the name ens<slot>. */
export function trio(group: string, slot: number): Device[] {
  const virtio = { bus: "virtio", name: `virtio${slot}` };
  const features = `${"1".repeat(62)}1${"0".repeat(1)}`;
  const common = { group, kind: "", driver: "virtio_net", parent: virtio, features };
  const pci = { bus: "pci", name: `0000:0${slot}:00.0` };
  return [
    { ...common, label: `${group}master`, role: "master", slotName: `ens${slot}`, pathName: `enp${slot}s0` },
    // Otherwise its stock name would be the wanted one, and a test could not see which program gave it.
    { ...common, label: `${group}standby`, role: "standby", slotName: `ens${slot}x`, pathName: `enp${slot}s0x` },
    {
      ...common,
      label: `${group}primary`,
      role: "primary",
      driver: "e1000e",
      parent: pci,
      features: "",
      slotName: `ens${slot + 100}`,
      pathName: `enp${slot + 100}s0`,
    },
  ];
}

/**
 * The two devices of one hv_netvsc group: a synthetic NIC and its VF. udev has no name for a NIC on this bus
 * (src/udev/udev-builtin-net_id.c), so the master keeps the kernel's name.
 */
export function pair(group: string, slot: number): Device[] {
  const common = { group, kind: "", features: "" };
  return [
    {
      ...common,
      label: `${group}master`,
      role: "master",
      driver: "hv_netvsc",
      parent: { bus: "vmbus", name: `f8b3781b-1e82-4818-a1c3-63d806ec15b${slot}` },
      slotName: "",
      pathName: "",
    },
    {
      ...common,
      label: `${group}primary`,
      role: "primary",
      driver: "mlx5_core",
      parent: { bus: "pci", name: `${slot}d7f:00:02.0` },
      slotName: `enP${slot}s1`,
      pathName: `enP${slot}p0s2`,
    },
  ];
}

/** The links of an hv_netvsc group after udev has handled both. A `.link` file has named the master. */
export function settledPair(group: string, slot: number, up: boolean, first = 2): LinkState[] {
  const master = `hv${slot}`;
  const common = { altnames: [], up, assigned: 4 };
  return [
    { ...common, label: `${group}master`, ifindex: first, name: master, master: 0 },
    { ...common, label: `${group}primary`, ifindex: first + 1, name: `${master}npf`, master: first },
  ];
}

/** Is the device an hv_netvsc master? */
export function isNetvsc({ role, driver }: Device): boolean {
  return role === "master" && driver === "hv_netvsc";
}

/**
 * The links of a group after udev has handled all of them, with all their names.
 *
 * @param first the ifindex of the master; the slaves have the next two
 */
export function settledTrio(
  world: Pick<World, "kernel">,
  group: string,
  slot: number,
  up: boolean,
  first = 2,
): LinkState[] {
  const master = `ens${slot}`;
  const link = (label: string, ifindex: number, name: string, altnames: readonly string[]): LinkState => ({
    label: group + label,
    ifindex,
    name,
    altnames: world.kernel.altnames ? altnames : [],
    up,
    master: label === "master" ? 0 : first,
    assigned: 4,
  });
  return [
    link("master", first, master, [`enp${slot}s0`]),
    link("standby", first + 1, `${master}nsby`, [`enp${slot}s0nsby`]),
    link("primary", first + 2, `${master}npf`, [`enp${slot}s0npf`]),
  ];
}

/** udev's database after it has handled these links. */
export function seen(links: readonly LinkState[]): Entry[] {
  return links.map(({ ifindex, master }) => ({
    ifindex,
    initialized: true,
    renaming: false,
    keep: false,
    marked: master !== 0,
  }));
}

/** A link that has nothing to do with failover, such as one end of a veth pair. */
export function foreign(label: string): Device {
  return {
    label,
    group: "",
    role: "other",
    parent: undefined,
    driver: "",
    kind: "veth",
    features: "",
    slotName: "",
    pathName: "",
  };
}
