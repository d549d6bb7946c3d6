// SPDX-License-Identifier: MIT
import { KIND_NAMES } from "../failover/kinds.ts";
import { matchesGlob } from "../text/glob.ts";
import type { KnownSlaves } from "./known-slaves.ts";
import type { RuleLine, Term } from "./rule-lines.ts";

/**
 * The lines of a rules file that udevd may apply to a slave when it is added: only then does it rename a link
 * (src/udev/udev-event.c, rename_netif). A line that no slave reaches, because of a jump, is left out.
 *
 * @param isMarked do they come after the rule of this program, which marks the slaves? They then have a NAME too
 */
export function linesForSlaves(lines: readonly RuleLine[], slaves: KnownSlaves, isMarked: boolean): RuleLine[] {
  const labelOf = ({ terms }: RuleLine) => terms.find(({ key }) => key === "LABEL")?.value ?? "";
  const lastAt: { [label: string]: number } = Object.create(null);
  lines.forEach((line, at) => {
    lastAt[labelOf(line)] = at;
  });
  const jumpsTo: { [label: string]: true } = Object.create(null);
  let isReached = true;
  return lines.filter((line, at) => {
    isReached ||= labelOf(line) in jumpsTo;
    const met = line.terms.map((term) => isMet(term, slaves, isMarked));
    if (!isReached || met.includes(false)) return false;
    const target = line.terms.find(({ key }) => key === "GOTO")?.value ?? "";
    // udevd ignores a jump back, and one to a label that is not there (rule_resolve_goto).
    if (target !== "" && (lastAt[target] ?? 0) > at) {
      jumpsTo[target] = true;
      isReached = met.includes(undefined);
    }
    return true;
  });
}

/**
 * Can the devices behind a slave not have a driver (DRIVERS==)? These are the drivers of masters, and that of PowerVM's NICs,
 * which are no PCI devices. A VF of Azure is behind hv_pci.
 */
export function isBehindNoSlave(driver: string): boolean {
  return KIND_NAMES.includes(driver) || driver === "ibmveth";
}

/** Can a link whose parent device has a driver be behind the drivers of a line? The driver is empty if it is not known. */
export function isBehindDrivers(driver: string, { terms }: RuleLine): boolean {
  return terms
    .filter(({ key, operator }) => key === "DRIVERS" && operator === "==")
    .every(({ value }) => driver === "" || [driver, ...BUS_DRIVERS].some((one) => matchesGlob(one, value)));
}

/** The drivers of what the device of a master or a slave is plugged in. */
const BUS_DRIVERS = ["virtio-pci", "virtio-mmio", "virtio_ccw", "pcieport", "hv_pci"];

/** Does a slave that is added meet a term? Undefined if some may and others not. What only sets something is met. */
function isMet(
  { key, operator, value, ignoresCase }: Term,
  slaves: KnownSlaves,
  isMarked: boolean,
): boolean | undefined {
  // These are conditions, whatever the operator.
  if (operator !== "==" && operator !== "!=") return /^(?:PROGRAM|IMPORT|RESULT)/.test(key) ? undefined : true;
  if (isMarked && NOT_EMPTY.includes(key) && ["", "?*"].includes(value)) {
    return (value === "?*") === (operator === "==");
  }
  if (key === "TEST" && NO_FILES.includes(value)) return operator === "!=";
  const values = (isMarked ? MARKS[key] : undefined) ?? VALUES[key];
  if (values === undefined) {
    const known = ignoresCase ? { ...slaves, names: slaves.names.map((name) => name.toLowerCase()) } : slaves;
    return CAN_BE[key]?.(value, known) === false ? notMet(key, operator) : undefined;
  }
  const matched = values.filter((one) => matchesGlob(one, value)).length;
  if (matched > 0 && matched < values.length) return undefined;
  return matched > 0 === (operator === "==");
}

/** All values that a slave can have. Empty is none: a link has no driver itself, and no devtype if it is a NIC. */
const VALUES: { readonly [key: string]: readonly string[] } = {
  SUBSYSTEM: ["net"],
  ACTION: ["add"],
  DRIVER: [""],
  "ENV{DEVTYPE}": [""],
  // ARPHRD_ETHER: a link of another type than its master is no slave (net_failover_slave_pre_register).
  "ATTR{type}": ["1"],
  "ENV{ID_BUS}": ["", "pci"],
};

/** What the rule of this program sets (rules/79-failover-ifname.rules). */
const MARKS: { readonly [key: string]: readonly string[] } = {
  "ENV{FAILOVER_IFNAME_ROLE}": ["primary", "standby"],
  "ENV{NM_UNMANAGED}": ["1"],
  "ENV{ID_NET_MANAGED_BY}": ["unmanaged"],
};
const NOT_EMPTY = ["NAME", "ENV{FAILOVER_IFNAME_MASTER}"];

/** What only other links have in their directory in sysfs. */
const NO_FILES = ["phy80211", "wireless", "bridge", "bonding"];

/** A term for the devices behind the link, such as DRIVERS!="x", is met if one of them meets all such terms of the line. */
function notMet(key: string, operator: "==" | "!="): boolean | undefined {
  if (operator === "==") return false;
  return key === "KERNEL" || key === "DEVPATH" ? true : undefined;
}

/** Can a slave meet a pattern? These are keys that slaves differ in. */
const CAN_BE: { readonly [key: string]: (pattern: string, slaves: KnownSlaves) => boolean } = {
  // A slave can also have a name that the kernel gives it, or that udevd gives it in the initramfs.
  KERNEL: (pattern, { names }) =>
    pattern.split("|").some((one) => /^(?:eth|en|e?t?[*?[\\])/.test(one)) ||
    names.some((name) => matchesGlob(name, pattern)),
  KERNELS: (pattern, { devices }) => devices === undefined || devices.some((device) => matchesGlob(device, pattern)),
  DEVPATH: (pattern) => !pattern.split("|").every((one) => /\/(?:usb|virtual\/)/.test(one)),
  SUBSYSTEMS: (pattern) => SUBSYSTEMS.some((subsystem) => matchesGlob(subsystem, pattern)),
  DRIVERS: (pattern) => !pattern.split("|").every(isBehindNoSlave),
};

/** The subsystems of a slave, and of what is behind it: the device of a standby or a VF, and what that is plugged in. */
const SUBSYSTEMS = ["net", "virtio", "pci", "vmbus", "acpi", "platform", "ccw", "css"];
