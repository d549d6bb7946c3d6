// SPDX-License-Identifier: MIT
import { readSymlinkName } from "../host/files.ts";
import { type FailoverKind, NOT_A_MASTER } from "./kind.ts";

/**
 * The failover of Hyper-V and Azure (drivers/net/hyperv/netvsc_drv.c). The synthetic NIC is the master, and it sends the
 * traffic itself if there is no VF. So there is a primary only. The VF is a PCI function: the driver joins nothing else
 * (get_netvsc_byslot). An equal MAC address or IFF_SLAVE does not make a slave. The driver sets IFF_SLAVE before it joins
 * the VF (netvsc_prepare_bonding), and not every such VF is joined.
 */
export const hvNetvsc: FailoverKind = {
  name: "hv_netvsc",
  worksAlone: true,
  // Commit bd039b5ea2a9 (net/core/dev.c, dev_change_name), which is for all links. The VF is opened 100 ms after it has
  // joined (VF_TAKEOVER_INT). Before 6.2, udevd has this time to rename it.
  renamesUpSince: [6, 2, 0],
  // The driver ignores NETDEV_CHANGENAME (netvsc_netdev_event). So it does not open the VF again when the VF is renamed.
  hazards: [],
  // The VF is on the PCI bus of Hyper-V.
  modules: ["hv_netvsc", "pci_hyperv"],
  deviceFiles: [],
  recognize: ({ files }, { parent }) => {
    if (parent?.bus !== "vmbus") return NOT_A_MASTER;
    const symlink = `/sys/bus/vmbus/devices/${parent.name}/driver`;
    const driver = readSymlinkName(files, symlink);
    const fact = `the driver of ${parent.name} is ${driver ?? "not known"}`;
    return { isMaster: driver === "hv_netvsc", facts: [{ fact, source: files.path(symlink) }] };
  },
  role: (_master, slave) => (slave.parent?.bus === "pci" ? "primary" : undefined),
};
