// SPDX-License-Identifier: MIT

import { readNames } from "../../host/files.ts";
import { shellWord } from "../../text/shell.ts";
import { type Finding, ok, type Subject } from "../check.ts";
import { readText } from "../precedence.ts";
import type { ManagedSlave } from "./slave.ts";
import { isThere } from "./units.ts";
import { namesOf, steps, WHY_ALONE } from "./words.ts";

const IPV6 = "/proc/net/if_inet6";
const ROUTES = "/proc/net/route";

/** The addresses and routes that slaves have now. An IPv6 address of the scope of the link does no harm. */
export function slaveAddresses(subject: Subject, slaves: readonly ManagedSlave[]): Finding[] {
  const { files } = subject.machine;
  if (subject.isImage || slaves.length === 0) return [];
  const globals = readText(files, IPV6)
    .split("\n")
    .map((line) => line.trim().split(/\s+/));
  const routes = readText(files, ROUTES)
    .split("\n")
    .map((line) => line.trim().split(/\s+/));
  const findings = slaves.flatMap((slave): Finding[] => {
    // In hexadecimal: address, ifindex, length of the prefix, scope, flags. The last one is the name (net/ipv6/addrconf.c).
    const ipv6 = globals.some(
      ([, ifindex = "", , scope]) => Number.parseInt(ifindex, 16) === slave.ifindex && scope === "00",
    );
    // Routes of IPv4 begin with the name of their link (net/ipv4/fib_trie.c). The kernel makes one for each address.
    const ipv4 = routes.filter(([name]) => name === slave.name);
    const isDefault = ipv4.some(([, destination, , , , , , mask]) => destination === "00000000" && mask === "00000000");
    const has = [
      ...(isDefault ? ["a default route"] : []),
      ...(ipv4.length > 0 ? ["an IPv4 address"] : []),
      ...(ipv6 ? ["an IPv6 address"] : []),
    ];
    return has.length === 0 ? [] : [finding(subject, slave, has.join(" and "), ipv4.length > 0 ? ROUTES : IPV6)];
  });
  const where = files.path(ROUTES);
  if (findings.length > 0 || !isThere(files, ROUTES)) return findings;
  // An address without a route, and a route of another table, such as that of a VRF, are not in these files.
  const have = slaves.length === 1 ? "has" : "have";
  return [ok(`${namesOf(slaves)} ${have} no IPv4 route in the main table, and no global IPv6 address`, where)];
}

function finding(subject: Subject, slave: ManagedSlave, has: string, path: string): Finding {
  const manager = managerOf(subject, slave);
  const name = shellWord(slave.name);
  const by = manager === undefined ? "" : `, from ${manager.name}`;
  return {
    severity: "error",
    found: `the slave ${slave.name} has ${has}${by}`,
    where: subject.machine.files.path(manager?.path ?? path),
    why: WHY_ALONE,
    fix: steps(
      // Before 6.2, the kernel gives a slave addresses by itself if a router announces them: net_failover does not set
      // IFF_NO_ADDRCONF (net/core/failover.c, commit cb54d392279d). With slashes, sysctl(8) takes a name that has a dot.
      ...(manager === undefined && !has.includes("IPv4") ? [`sysctl -w net/ipv6/conf/${name}/accept_ra=0`] : []),
      ...(manager?.name === "dhclient" ? [`dhclient -x -pf /run/dhclient.${name}.pid ${name}`] : []),
      `ip address flush dev ${name}`,
      `ip route flush dev ${name}`,
    ),
  };
}

/** Which program has given the slave its addresses? It has a lease, or it says that it has configured the slave. */
function managerOf(
  { machine: { files } }: Subject,
  { name, ifindex }: ManagedSlave,
): { readonly name: string; readonly path: string } | undefined {
  const dhclient = "/var/lib/dhcp";
  const leases = (readNames(files, dhclient) ?? []).filter((file) => file.endsWith(`.${name}.leases`));
  const candidates: readonly { readonly name: string; readonly path: string; readonly says: RegExp }[] = [
    { name: "systemd-networkd", path: `/run/systemd/netif/links/${ifindex}`, says: /^ADMIN_STATE=configured$/m },
    { name: "NetworkManager", path: `/run/NetworkManager/devices/${ifindex}`, says: /^managed=true$/m },
    { name: "dhcpcd", path: `/var/lib/dhcpcd/${name}.lease`, says: /^/ },
    ...leases.map((file) => ({ name: "dhclient", path: `${dhclient}/${file}`, says: /^/ })),
    { name: "ifupdown", path: "/run/network/ifstate", says: new RegExp(`^${escaped(name)}=`, "m") },
  ];
  return candidates.find(({ path, says }) => isThere(files, path) && says.test(readText(files, path)));
}

function escaped(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, "\\$&");
}
