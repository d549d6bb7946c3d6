// SPDX-License-Identifier: MIT
import { readAttribute } from "../host/files.ts";
import type { Device } from "../netlink/link.ts";
import { type FailoverKind, NOT_A_MASTER } from "./kind.ts";

/** VIRTIO_NET_F_STANDBY (include/uapi/linux/virtio_net.h): the driver makes a master and a standby from one device. */
const VIRTIO_NET_F_STANDBY = 62;

/**
 * The failover of virtio-net (drivers/net/net_failover.c). The master has no IFLA_INFO_KIND; a feature of its virtio device
 * shows that it is a master. The standby belongs to the same device (drivers/net/virtio_net.c, virtnet_probe). The primary
 * is a PCI function: net_failover accepts nothing else (net_failover_slave_pre_register). `phys_port_name` is not used,
 * because other links can have "sby" too.
 */
export const netFailover: FailoverKind = {
  name: "net_failover",
  // The standby is always there. Two links of its device without slaves would be one master and one standby, in any order.
  worksAlone: false,
  // Commit 8065a779f17e (net/core/dev.c, dev_change_name: IFF_LIVE_RENAME_OK).
  renamesUpSince: [5, 2, 0],
  // From 6.15 on, the kernel holds a lock of the device when it calls these drivers. If the master is up, net_failover
  // opens the slave again in the notifier of the rename (net_failover_slave_name_change). This takes the same lock a second
  // time, with rtnl held. Commit 985a663bf007 fixes it. A kernel with a backport of the fix needs LiveRename=always.
  hazards: [{ from: [6, 15, 0], until: [7, 2, 7], drivers: ["mlx5_core", "bnxt_en", "iavf", "gve", "mana"] }],
  modules: ["virtio_net", "net_failover"],
  deviceFiles: ["features"],
  recognize: ({ files }, { parent }) => {
    if (parent?.bus !== "virtio") return NOT_A_MASTER;
    // One character for each feature, bit 0 first (drivers/virtio/virtio.c, features_show).
    const features = `/sys/bus/virtio/devices/${parent.name}/features`;
    const isMaster = readAttribute(files, features)?.charAt(VIRTIO_NET_F_STANDBY) === "1";
    const fact = `${parent.name} ${isMaster ? "has" : "does not have"} the feature VIRTIO_NET_F_STANDBY (bit ${VIRTIO_NET_F_STANDBY})`;
    return { isMaster, facts: [{ fact, source: files.path(features) }] };
  },
  role: (master, slave) => {
    if (isSame(slave.parent, master.parent)) return "standby";
    return slave.parent?.bus === "pci" ? "primary" : undefined;
  },
};

function isSame(one: Device | undefined, other: Device | undefined): boolean {
  return one !== undefined && one.name === other?.name && one.bus === other.bus;
}
