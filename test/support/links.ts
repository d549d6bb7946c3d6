// SPDX-License-Identifier: MIT
/** Links as records, so that tests read like tables. */

import type { Device, Link } from "../../src/netlink/link.ts";

const PLAIN: Link = {
  ifindex: 0,
  name: "",
  altnames: [],
  up: false,
  master: 0,
  kind: "",
  slaveKind: "",
  parent: undefined,
};

/** A link that is down, has no master and no device, unless the test says otherwise. */
export function link(ifindex: number, name: string, fields: Partial<Link> = {}): Link {
  return { ...PLAIN, ifindex, name, ...fields };
}

export function virtio(number: number): Device {
  return { bus: "virtio", name: `virtio${number}` };
}

export function pci(slot: number): Device {
  return { bus: "pci", name: `0000:00:0${slot}.0` };
}

export const GUID = "f8b3781b-1e82-4818-a1c3-63d806ec15bb";

/** Where sysfs has the driver of a device on Hyper-V's bus. */
export const VMBUS_DRIVER = `/sys/bus/vmbus/devices/${GUID}/driver`;

/** The attribute `features` of a virtio device: bit 0 first, and VIRTIO_NET_F_STANDBY the 63rd. */
export const FEATURES_WITH_STANDBY = `${"10".repeat(31)}10\n`;
export const FEATURES_WITHOUT_STANDBY = `${"01".repeat(31)}00\n`;

/** A net_failover master with both slaves, as the kernel names them before udev does. */
export const TRIO: { readonly master: Link; readonly standby: Link; readonly primary: Link } = {
  master: link(2, "eth0", { up: true, parent: virtio(0) }),
  standby: link(3, "eth1", { up: true, master: 2, parent: virtio(0) }),
  primary: link(4, "eth2", { up: true, master: 2, parent: pci(4) }),
};

/** A hv_netvsc master with its VF, as the kernel names them before udev does. */
export const PAIR: { readonly master: Link; readonly primary: Link } = {
  master: link(2, "eth0", { up: true, parent: { bus: "vmbus", name: GUID } }),
  primary: link(3, "eth1", { master: 2, parent: { bus: "pci", name: "9d7f:00:02.0" } }),
};
