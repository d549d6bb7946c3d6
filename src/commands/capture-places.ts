// SPDX-License-Identifier: MIT
/**
 * What others than this program do to the names of links, and to the slaves: the files of udev and of network managers. They
 * help the reader of a bug report, and `doctor` reads them.
 */
import { CGROUPS } from "../doctor/managers/units.ts";
import { RULE } from "../doctor/rule.ts";

/** Directories of one purpose. A file in one of them hides the files of the same name in the others. */
export interface Place {
  readonly directories: readonly string[];
  /** Which names are read. */
  readonly names: RegExp;
  /** Directories NAME.d in them with files `*.conf` are read too. */
  readonly dropIns?: true;
  /** Files of one name are read if one of them is of interest. */
  isOfInterest?(name: string, content: string): boolean;
}

const LIBRARIES = ["/usr/local/lib", "/usr/lib", "/lib"];
const CONF = /\.conf$/;
const ANY = /^[^.]/;
/** A rule that names a link, or that is for links. */
const NET_RULE = /(?:^|[^A-Z_])NAME *:?=|"net"/m;

export const PLACES: readonly Place[] = [
  {
    directories: ["/etc", "/run", ...LIBRARIES].map((directory) => `${directory}/udev/rules.d`),
    names: /\.rules$/,
    isOfInterest: (name, content) => name === RULE || NET_RULE.test(content),
  },
  {
    directories: ["/etc", "/run", ...LIBRARIES].map((directory) => `${directory}/systemd/network`),
    names: /\.(?:link|network|netdev)$/,
    dropIns: true,
  },
  ...["/etc", "/run", "/usr/lib"].map((directory) => ({
    directories: [`${directory}/NetworkManager/conf.d`],
    names: CONF,
  })),
  { directories: ["/run/NetworkManager/devices"], names: ANY },
  { directories: ["/run/systemd/netif/links"], names: ANY },
  { directories: ["/etc/network/interfaces.d"], names: ANY },
  { directories: ["/etc/sysconfig/network"], names: /^ifcfg-/ },
  ...["/etc", "/run", ...LIBRARIES].map((directory) => ({ directories: [`${directory}/netplan`], names: /\.yaml$/ })),
];

/** Single files. NetworkManager's connections are never read: they are where it keeps passwords. */
export const FILES = [
  "/etc/NetworkManager/NetworkManager.conf",
  "/etc/network/interfaces",
  "/etc/dhcpcd.conf",
  "/etc/connman/main.conf",
  "/run/systemd/netif/state",
  "/run/network/ifstate",
  "/run/dhcpcd/pid",
  "/proc/net/if_inet6",
  "/proc/net/route",
  "/etc/os-release",
  "/usr/lib/os-release",
];

/** Units that systemd has as a symlink in /etc: enabled (in a directory NAME.wants) or masked. */
export const UNITS = "/etc/systemd/system";
export const NETWORK_UNIT =
  /^(?:NetworkManager|systemd-network|networking|network|ifup|dhcpcd|dhclient|connman|wicked|cloud-|failover-ifname)/;

/** Units whose cgroups doctor looks for (managers/units.ts). */
const SERVICES = [
  ...["NetworkManager", "systemd-networkd", "networking", "dhcpcd", "connman", "wicked", "wickedd"],
  ...["cloud-init-local", "cloud-init-main"],
];

/** These are there while a manager runs. That the cgroup of a unit is not there says something only if the slice is there. */
export const RUNTIME_DIRECTORIES = [
  ...CGROUPS.flatMap((slice) => [slice, ...SERVICES.map((name) => `${slice}/${name}.service`)]),
  "/run/NetworkManager",
  "/run/systemd/netif",
  "/run/network",
  "/run/dhcpcd",
  "/run/connman",
  "/run/wicked",
];

/** Nothing here is secret: every machine with the same packages has these files. */
export const PUBLIC = /^\/(?:usr\/lib|lib|proc)\//;

/** The first line of each state file of systemd-networkd (src/network/networkd-state-file.c). It is no sign of a secret. */
export const STATE_HEADER = "# This is private data. Do not parse.\n";

/** A key or a word that stands before a password or a key, in the files of any manager, also behind a comment sign. */
export const SECRET =
  /pass(?:word|phrase|wd)|psk|secret|token|private|pre-?shared|wep|keys?[0-9]?["']?\s*[=:]|[-_]key\s|:\/\/[^\s/]*:[^\s/]*@/i;
