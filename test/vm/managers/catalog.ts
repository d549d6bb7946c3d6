// SPDX-License-Identifier: MIT
/** The programs that manage the network, each as its users configure it. */
import { masterMac } from "../hardware.ts";

export interface Manager {
  /** What the table and the cache call it. */
  name: string;
  /** Further packages than those of every machine. They are fetched with all that they depend on. */
  packages: string[];
  /** Programs of these packages, by their paths below usr/. Their libraries come along. */
  programs: string[];
  /** Further files and folders. Those that a release does not have are left out. */
  paths: string[];
  /** The units that are enabled. */
  units: string[];
  /** Its configuration: the text of each file. */
  settings: Record<string, string>;
  /** Further settings that the manual page tells an administrator to make. Default: none are needed. */
  byHand?: Record<string, string>;
  /** Prints its version. */
  version: string;
}

const dbus = { packages: ["dbus"], programs: ["bin/dbus-daemon"], paths: ["usr/share/dbus-1", "etc/dbus-1"] };

const ifupdown = {
  programs: ["sbin/ifup", "sbin/ifdown", "sbin/ifquery", "sbin/dhclient", "bin/run-parts", "bin/systemd-escape"],
  paths: [
    ...["usr/lib/udev/rules.d/80-ifupdown.rules", "usr/lib/udev/ifupdown-hotplug", "usr/lib/ifupdown"],
    ...["etc/network", "etc/dhcp", "usr/sbin/dhclient-script", "var/lib/dhcp"],
  ],
  packages: ["ifupdown", "isc-dhcp-client", "debianutils"],
  units: ["networking.service"],
  version: "ifup --version | head -n 1 | sed 's/.* //'",
};

export const managers: Manager[] = [
  {
    name: "systemd-networkd",
    packages: [],
    programs: ["lib/systemd/systemd-networkd", "bin/networkctl"],
    paths: [],
    units: ["systemd-networkd.service"],
    // What netplan makes of `match: {macaddress: ...}` and `dhcp4: true`.
    settings: {
      "etc/systemd/network/10-netplan-nic.network": [
        ...["[Match]", `PermanentMACAddress=${masterMac}`, "", "[Network]", "DHCP=ipv4", "LinkLocalAddressing=ipv6"],
        ...["", "[DHCP]", "RouteMetric=100", "UseMTU=true", ""],
      ].join("\n"),
    },
    version: "networkctl --version | head -n 1 | cut -d ' ' -f 2",
  },
  {
    name: "NetworkManager",
    packages: ["network-manager", ...dbus.packages],
    programs: [
      "sbin/NetworkManager",
      "bin/nmcli",
      "lib/NetworkManager/nm-daemon-helper",
      "lib/systemd/systemd-hostnamed",
      ...dbus.programs,
    ],
    paths: [
      ...["usr/lib/NetworkManager/conf.d", "usr/lib/x86_64-linux-gnu/NetworkManager", "etc/NetworkManager"],
      ...["usr/lib/udev/rules.d/84-nm-drivers.rules", "usr/lib/udev/rules.d/85-nm-unmanaged.rules", ...dbus.paths],
    ],
    units: ["dbus.socket", "NetworkManager.service"],
    // As installed: it makes a "Wired connection" for each Ethernet link.
    settings: {},
    version: "NetworkManager --version",
  },
  {
    ...ifupdown,
    name: "ifupdown, by name",
    settings: { "etc/network/interfaces": "allow-hotplug enp1s0\niface enp1s0 inet dhcp\n" },
  },
  {
    ...ifupdown,
    name: "ifupdown, by pattern",
    settings: { "etc/network/interfaces": "allow-hotplug /en*=nic\niface nic inet dhcp\n" },
    byHand: { "etc/network/interfaces": "allow-hotplug /en*[0-9]=nic\niface nic inet dhcp\n" },
  },
  {
    name: "dhcpcd",
    packages: ["dhcpcd"],
    programs: ["sbin/dhcpcd"],
    paths: [
      ...["usr/lib/dhcpcd", "usr/lib/x86_64-linux-gnu/dhcpcd", "usr/share/dhcpcd", "etc/dhcpcd.conf"],
      ...["var/lib/dhcpcd", "usr/lib/sysusers.d/dhcpcd.conf"],
    ],
    units: ["dhcpcd.service"],
    settings: {},
    byHand: { "etc/dhcpcd.conf": "denyinterfaces *nsby *npf\n" },
    version: "dhcpcd --version | head -n 1 | cut -d ' ' -f 2",
  },
];
