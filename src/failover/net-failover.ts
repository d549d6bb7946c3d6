import type { Device } from "../netlink/link.ts";
import type { FailoverKind } from "./kind.ts";

/** VIRTIO_NET_F_STANDBY (include/uapi/linux/virtio_net.h): the driver makes a master and a standby of one device. */
const VIRTIO_NET_F_STANDBY = 62;

/**
 * virtio-net's failover (drivers/net/net_failover.c). The master has no IFLA_LINKINFO kind of its own: what tells it
 * is the feature that its virtio device has negotiated. Of its slaves, the standby belongs to that same device
 * (drivers/net/virtio_net.c, virtnet_probe), and the primary to a PCI function: net_failover takes no other
 * (net_failover_slave_pre_register). `phys_port_name` "sby" is only a hint, for other links may bear it too.
 */
export const netFailover: FailoverKind = {
  name: "net_failover",
  // Commit 8065a779f17e (net/core/dev.c, dev_change_name: IFF_LIVE_RENAME_OK).
  renamesUpSince: [5, 2, 0],
  isMaster: (master) => master.virtioFeatures.charAt(VIRTIO_NET_F_STANDBY) === "1",
  role: (master, slave) => {
    if (isSame(slave.parent, master.parent)) return "standby";
    return slave.parent?.bus === "pci" ? "primary" : undefined;
  },
};

function isSame(one: Device | undefined, other: Device | undefined): boolean {
  return one !== undefined && one.name === other?.name && one.bus === other.bus;
}
