// SPDX-License-Identifier: MIT
/** Where cloud-init and this program say different things of a link, with cloud-init's verdicts. */
export const DIFFERENCES: readonly { readonly reason: string; readonly links: readonly string[] }[] = [
  {
    reason:
      "cloud-init takes a failover master that is a port of something for a standby: a standby is all that has a master",
    links: [
      "bond-bridge-vrf ens3: master no, standby yes, netfailover yes, configured no",
      "bond-bridge-vrf ens4: master no, standby yes, netfailover yes, configured no",
      "bond-bridge-vrf ens6: master no, standby yes, netfailover yes, configured no",
      "master-in-bond ens3: master no, standby yes, netfailover yes, configured no",
      "master-in-bridge ens3: master no, standby yes, netfailover yes, configured no",
    ],
  },
  {
    reason:
      "cloud-init configures no link with a master, unless the master is a bridge, a bond or Open vSwitch. Here, a link is " +
      "no failover slave if its master is of another kind",
    links: [
      "batman-adv ens5: configured no",
      "batman-adv ens6: configured no",
      "bond-bridge-vrf ens7: configured no",
      "bond-bridge-vrf ens8: configured no",
      "bond-bridge-vrf ens9: configured no",
      "hsr ens5: configured no",
      "hsr ens6: configured no",
      "namespace-with-same-ifindex ens4: configured no",
      "rmnet ens5: configured no",
      "team ens5: configured no",
      "team ens6: configured no",
      "virtio-without-standby ens4: configured no",
      "vmbus-other-driver eth1: configured no",
      "vrf ens5: configured no",
      "vrf ens6: configured no",
    ],
  },
  {
    reason:
      "cloud-init goes by an equal MAC address if one of two links has the driver hv_netvsc. Here, IFLA_MASTER decides",
    links: ["netvsc-equal-mac enp0s5: configured no", "netvsc-not-joined eth1: configured no"],
  },
  {
    reason: "cloud-init refuses a machine if two links that it would configure have the same MAC address",
    links: [
      "equal-macs ens3: configured refused",
      "equal-macs ens5: configured refused",
      "equal-macs ens7: configured refused",
      "equal-macs eth1: configured refused",
      "equal-macs eth3: configured refused",
      "equal-macs eth4: configured refused",
    ],
  },
  {
    reason: "this tree has no drivers, and no folder `bridge` in br0. cloud-init needs both",
    links: [
      "tree-without-json ens3: master no",
      "tree-without-json ens5: configured no",
      "tree-without-json eth0: standby no, netfailover no",
      "tree-without-json eth1: primary no, netfailover no",
    ],
  },
];
