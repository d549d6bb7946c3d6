// SPDX-License-Identifier: MIT
import { type Check, type Finding, ok, type Subject } from "./check.ts";
import { connman } from "./managers/connman.ts";
import { dhcpcd } from "./managers/dhcpcd.ts";
import { ifupdown } from "./managers/ifupdown.ts";
import { cloudInit, netplan } from "./managers/netplan.ts";
import { networkManager } from "./managers/network-manager.ts";
import { systemdNetworkd } from "./managers/networkd.ts";
import { isOurs, type ManagedSlave, slavesOf } from "./managers/slave.ts";
import { slaveAddresses } from "./managers/slave-addresses.ts";
import { wicked } from "./managers/wicked.ts";
import { findingFor } from "./unreadable.ts";

/** A manager: what it does to the slaves. It says nothing if it neither runs nor is enabled. */
type Manager = (subject: Subject, slaves: readonly ManagedSlave[]) => Finding[];

const MANAGERS: { readonly [name: string]: Manager } = {
  NetworkManager: networkManager,
  "systemd-networkd": systemdNetworkd,
  netplan,
  "cloud-init": cloudInit,
  ifupdown,
  dhcpcd,
  connman,
  wicked,
};

/** Programs that configure links. They must leave slaves alone. docs/managers.md has what each of them does. */
export const managers: Check = {
  name: "managers",
  title: "Network managers",
  run: (subject) => {
    const slaves = slavesOf(subject);
    const ours = slaves.filter((slave) => isOurs(subject, slave));
    const findings = [
      ...Object.entries(MANAGERS).flatMap(([name, manager]) => runManager(name, manager, subject, ours)),
      ...runManager("the addresses of slaves", slaveAddresses, subject, slaves),
    ];
    const where = subject.machine.files.path("/etc/systemd/system");
    return findings.length > 0 ? findings : [ok("no network manager runs or is enabled", where)];
  },
};

/** A file of one manager that cannot be read says nothing about the others. */
function runManager(name: string, manager: Manager, subject: Subject, slaves: readonly ManagedSlave[]): Finding[] {
  try {
    return manager(subject, slaves);
  } catch (error) {
    return [findingFor(error, `${name}: a file cannot be read`, "Nobody knows whether this takes the slaves.")];
  }
}
