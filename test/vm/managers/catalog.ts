// SPDX-License-Identifier: MIT
/** The programs that manage the network, each as its users configure it. */
import { masterMac } from "../hardware.ts";

export interface Manager {
  /** What the table and the cache call it. */
  name: string;
  /** Further packages than those of every machine. They are fetched with all that they depend on. */
  packages: string[];
  /** Programs and plugins of these packages, by their paths below usr/. Their libraries come along. */
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

/** What `networkctl reload` and NetworkManager need. */
export const dbus = { packages: ["dbus"], programs: ["bin/dbus-daemon"], paths: ["usr/share/dbus-1", "etc/dbus-1"] };

const networkManager = {
  packages: ["network-manager", ...dbus.packages],
  programs: [
    "sbin/NetworkManager",
    "bin/nmcli",
    "lib/NetworkManager/nm-daemon-helper",
    "libexec/nm-daemon-helper",
    "lib/systemd/systemd-hostnamed",
    ...dbus.programs,
  ],
  paths: [
    ...["usr/lib/NetworkManager/conf.d", "usr/lib/x86_64-linux-gnu/NetworkManager", "etc/NetworkManager"],
    ...["usr/lib/udev/rules.d/84-nm-drivers.rules", "usr/lib/udev/rules.d/85-nm-unmanaged.rules", ...dbus.paths],
  ],
  units: ["dbus.socket", "NetworkManager.service"],
  version: "NetworkManager --version",
};

const ifupdown = {
  programs: ["sbin/ifup", "sbin/ifdown", "sbin/ifquery", "sbin/dhclient", "bin/run-parts"],
  paths: [
    ...["usr/lib/udev/rules.d/80-ifupdown.rules", "usr/lib/udev/ifupdown-hotplug", "usr/lib/ifupdown"],
    ...["etc/network", "etc/dhcp", "usr/sbin/dhclient-script", "var/lib/dhcp"],
  ],
  packages: ["ifupdown", "isc-dhcp-client", "debianutils"],
  units: ["networking.service"],
  version: "ifup --version | head -n 1 | sed 's/.* //'",
};

const pythonModules = ["_ctypes", "_hashlib", "_ssl", "_uuid", "_bz2", "_lzma", "_queue", "_multiprocessing"];

/** Python with the modules that are libraries. Those of another release of Debian are left out. */
const python = [
  "bin/python3",
  ...["11", "13"].flatMap((version) => {
    const name = (module: string) => `${module}.cpython-3${version}-x86_64-linux-gnu.so`;
    return pythonModules.map((module) => `lib/python3.${version}/lib-dynload/${name(module)}`);
  }),
];

export const managers: Manager[] = [
  {
    name: "systemd-networkd",
    packages: [],
    programs: [],
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
    ...networkManager,
    name: "NetworkManager",
    // As installed: it makes a "Wired connection" for each Ethernet link.
    settings: {},
  },
  {
    ...networkManager,
    name: "NetworkManager, by netplan",
    // What netplan makes of `renderer: NetworkManager` and `match: {macaddress: ...}`. It writes it to /run.
    settings: {
      "etc/udev/rules.d/90-netplan.rules": `SUBSYSTEM=="net", ACTION=="add|change|move", ATTR{address}=="${masterMac}", ENV{NM_UNMANAGED}="0"\n`,
    },
    byHand: {
      "etc/NetworkManager/conf.d/90-failover-slaves.conf":
        "[keyfile]\nunmanaged-devices+=interface-name:*nsby;interface-name:*npf\n",
    },
  },
  {
    ...ifupdown,
    name: "ifupdown, by name",
    settings: { "etc/network/interfaces": "allow-hotplug enp1s0\niface enp1s0 inet dhcp\n" },
  },
  {
    ...ifupdown,
    name: "ifupdown, by pattern",
    settings: {
      "etc/network/interfaces": "auto /en*=nic\niface nic inet dhcp\n",
      // A pattern is only for links that are there. On a real machine, the initramfs has loaded their drivers.
      "etc/systemd/system/networking.service.d/settled.conf": "[Unit]\nAfter=systemd-udev-settle.service\n",
    },
    byHand: { "etc/network/interfaces": "auto /en*[0-9]=nic\niface nic inet dhcp\n" },
  },
  {
    name: "dhcpcd",
    packages: ["dhcpcd"],
    programs: ["sbin/dhcpcd", "lib/x86_64-linux-gnu/dhcpcd/dev/udev.so"],
    paths: [
      ...[
        "usr/lib/dhcpcd",
        "usr/lib/x86_64-linux-gnu/dhcpcd",
        "usr/share/dhcpcd",
        "etc/dhcpcd.conf",
        "etc/wpa_supplicant",
      ],
      ...["var/lib/dhcpcd", "usr/lib/sysusers.d/dhcpcd.conf"],
    ],
    units: ["dhcpcd.service"],
    settings: {},
    byHand: { "etc/dhcpcd.conf": "denyinterfaces *nsby *npf\n" },
    version: "dhcpcd --version | head -n 1 | cut -d ' ' -f 2",
  },
  {
    name: "connman",
    packages: ["connman", ...dbus.packages],
    programs: ["sbin/connmand", ...dbus.programs],
    paths: ["etc/connman", ...dbus.paths],
    units: ["dbus.socket", "connman.service"],
    // As installed.
    settings: {},
    byHand: {
      "etc/connman/main.conf":
        "[General]\nNetworkInterfaceBlacklist=vmnet,vboxnet,virbr,ifb,ve-,vb-,ham,veth,enp1s0nsby,enp1s0npf\n",
    },
    version: "connmand --version",
  },
  {
    name: "cloud-init",
    packages: ["cloud-init"],
    programs: python,
    paths: [
      "usr/bin/cloud-init",
      "usr/lib/python3",
      "usr/lib/python3.11",
      "usr/lib/python3.13",
      "usr/share/ca-certificates",
      "etc/cloud",
    ],
    units: ["cloud-init-first.service", "systemd-networkd.service"],
    settings: {
      "etc/cloud/cloud.cfg.d/90-guest.cfg":
        "datasource_list: [NoCloud]\nsystem_info: {network: {renderers: [networkd]}}\n",
      "var/lib/cloud/seed/nocloud/meta-data": "instance-id: guest\n",
      "var/lib/cloud/seed/nocloud/user-data": "#cloud-config\n",
      "var/lib/cloud/seed/nocloud/network-config": [
        ...[
          "version: 2",
          "ethernets:",
          "  nic:",
          "    match:",
          `      macaddress: "${masterMac}"`,
          "    dhcp4: true",
          "",
        ],
      ].join("\n"),
      // The stock unit of Debian 13 talks to another one, by a further program. This is what both do.
      "etc/systemd/system/cloud-init-first.service": [
        ...["[Unit]", "DefaultDependencies=no", "After=systemd-udev-settle.service", "Before=network-pre.target"],
        ...["Wants=network-pre.target", "[Service]", "Type=oneshot"],
        // The package ca-certificates makes this file when it is installed.
        ...[
          "ExecStartPre=/bin/sh -c 'mkdir -p /etc/ssl/certs && cat /usr/share/ca-certificates/*/* >/etc/ssl/certs/ca-certificates.crt'",
        ],
        ...["ExecStart=/usr/bin/cloud-init init --local", ""],
      ].join("\n"),
    },
    version: "cloud-init --version 2>&1 | cut -d ' ' -f 2",
  },
];
