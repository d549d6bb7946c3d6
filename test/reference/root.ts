// SPDX-License-Identifier: MIT
/** A machine as a captured root, in the kernel's own layout. */
import type { Entries, Entry } from "../support/folder.ts";
import type { Machine, MachineLink } from "./machine.ts";

export function rootOf(machine: Machine): Entries {
  const entries: { [path: string]: Entry } = {
    "ip-link.json": JSON.stringify(machine.links.map((link) => ipLink(link, machine))),
    "proc/cmdline": `${machine.commandLine}\n`,
    "proc/sys/kernel/osrelease": `${machine.kernelRelease}\n`,
    ...machine.configuration,
  };
  for (const [device, features] of Object.entries(machine.features)) {
    entries[`sys/bus/virtio/devices/${device}/features`] = features;
  }
  for (const link of machine.links) Object.assign(entries, sysfs(link));
  if (machine.udev !== undefined) entries["run/udev/data"] = { directory: true };
  for (const [ifindex, text] of Object.entries(machine.udev ?? {})) entries[`run/udev/data/n${ifindex}`] = text;
  return entries;
}

/** The object of `ip -d -j link`. */
function ipLink(
  { ifindex, name, altnames, up, master, kind, slaveKind, parent }: MachineLink,
  machine: Machine,
): object {
  return {
    ifindex,
    ifname: name,
    flags: up ? ["BROADCAST", "MULTICAST", "UP", "LOWER_UP"] : ["BROADCAST", "MULTICAST"],
    ...(master === 0 ? {} : { master: machine.links.find((link) => link.ifindex === master)?.name }),
    ...(kind === "" && slaveKind === ""
      ? {}
      : { linkinfo: { ...(kind && { info_kind: kind }), ...(slaveKind && { info_slave_kind: slaveKind }) } }),
    ...(altnames.length === 0 ? {} : { altnames }),
    ...(parent === undefined ? {} : { parentbus: parent.bus, parentdev: parent.device }),
  };
}

/** What netlink does not tell: the driver of a device, and who has named a link. */
function sysfs({ name, parent, master, nameAssignType }: MachineLink): Entries {
  // Of other links the program has no use for these files, and writing them takes as long as the program.
  if (parent === undefined || (parent.bus !== "vmbus" && master === 0 && nameAssignType === 0)) return {};
  const device = `sys/devices/${parent.bus}/${parent.device}`;
  const folder = `${device}/net/${name}`;
  return {
    [`sys/bus/${parent.bus}/devices/${parent.device}/driver`]: { link: `../../drivers/${parent.driver}` },
    [`sys/class/net/${name}`]: { link: `../../devices/${parent.bus}/${parent.device}/net/${name}` },
    [`${folder}/device`]: { link: `../../../${parent.device}` },
    [`${device}/driver`]: { link: `../../../bus/${parent.bus}/drivers/${parent.driver}` },
    ...(nameAssignType === 0 ? {} : { [`${folder}/name_assign_type`]: `${nameAssignType}\n` }),
  };
}
