// SPDX-License-Identifier: MIT
/** Captured roots that are made for tests. */
import type { Entries } from "./folder.ts";
import { FEATURES_WITH_STANDBY } from "./links.ts";

/** The output of `ip -d -j link` for a net_failover master ens3, its standby eth1 and its primary eth2. */
export const TRIO_JSON: readonly object[] = [
  { ifindex: 2, ifname: "ens3", flags: ["UP"], parentbus: "virtio", parentdev: "virtio0", altnames: ["enp1s0"] },
  { ifindex: 3, ifname: "eth1", flags: ["UP"], master: "ens3", parentbus: "virtio", parentdev: "virtio0" },
  { ifindex: 4, ifname: "eth2", flags: [], master: "ens3", parentbus: "pci", parentdev: "0000:00:04.0" },
];

export const TRIO_ROOT: Entries = {
  "ip-link.json": JSON.stringify(TRIO_JSON),
  "sys/bus/virtio/devices/virtio0/features": FEATURES_WITH_STANDBY,
};

/** The same as a tree of sysfs, as `cp` copies it: with directories instead of the kernel's symlinks. */
export const TRIO_TREE: Entries = {
  "sys/class/net/ens3/ifindex": "2\n",
  "sys/class/net/ens3/flags": "0x1003\n",
  "sys/class/net/ens3/device": { link: "../../../devices/virtio0" },
  "sys/class/net/eth1/ifindex": "3\n",
  "sys/class/net/eth1/flags": "0x1003\n",
  "sys/class/net/eth1/device": { link: "../../../devices/virtio0" },
  "sys/class/net/eth1/master": { link: "../ens3" },
  "sys/class/net/eth2/ifindex": "4\n",
  "sys/class/net/eth2/flags": "0x1002\n",
  "sys/class/net/eth2/device": { link: "../../../devices/0000:00:04.0" },
  "sys/class/net/eth2/master": { link: "../ens3" },
  "sys/devices/virtio0/subsystem": { link: "../../bus/virtio" },
  "sys/devices/virtio0/features": FEATURES_WITH_STANDBY,
  "sys/devices/0000:00:04.0/subsystem": { link: "../../bus/pci" },
  "sys/bus/virtio/devices/virtio0": { link: "../../../devices/virtio0" },
};
