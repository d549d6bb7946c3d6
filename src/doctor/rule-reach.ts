// SPDX-License-Identifier: MIT
import { KIND_NAMES } from "../failover/kinds.ts";
import { matchesGlob } from "../text/glob.ts";
import type { RuleLine, Term } from "./rule-lines.ts";

/**
 * The lines of a rules file that udevd may apply to a slave when it is added: only then does it rename a link
 * (src/udev/udev-event.c, rename_netif). A line that no slave reaches, because of a jump, is left out.
 *
 * @param names of slaves
 */
export function linesForSlaves(lines: readonly RuleLine[], names: readonly string[]): RuleLine[] {
  const labelOf = ({ terms }: RuleLine) => terms.find(({ key }) => key === "LABEL")?.value ?? "";
  const lastAt: { [label: string]: number } = Object.create(null);
  lines.forEach((line, at) => {
    lastAt[labelOf(line)] = at;
  });
  const jumpsTo: { [label: string]: true } = Object.create(null);
  let isReached = true;
  return lines.filter((line, at) => {
    isReached ||= labelOf(line) in jumpsTo;
    const met = line.terms.map((term) => isMet(term, names));
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

/** Does a slave that is added meet a term? Undefined if some may and others not. What only sets something is met. */
function isMet({ key, operator, value }: Term, names: readonly string[]): boolean | undefined {
  const fact = FACTS[key];
  if (operator === "==" || operator === "!=") {
    if (fact !== undefined) return matchesGlob(fact, value) === (operator === "==");
    return CAN_BE[key]?.(value, names) === false ? notMet(key, operator) : undefined;
  }
  // These are conditions, whatever the operator.
  return /^(?:PROGRAM|IMPORT|TEST|RESULT)/.test(key) ? undefined : true;
}

const FACTS: { readonly [key: string]: string } = { SUBSYSTEM: "net", ACTION: "add" };

/** A term for the devices behind the link, such as DRIVERS!="x", is met if one of them meets all such terms of the line. */
function notMet(key: string, operator: "==" | "!="): boolean | undefined {
  if (operator === "==") return false;
  return key === "KERNEL" ? true : undefined;
}

/** Can a slave meet a pattern? These are keys that slaves differ in. */
const CAN_BE: { readonly [key: string]: (pattern: string, names: readonly string[]) => boolean } = {
  // A slave can also have a name that the kernel gives it, or that udevd gives it in the initramfs.
  KERNEL: (pattern, names) =>
    pattern.split("|").some((one) => /^(?:eth|en|e?t?[*?[\\])/.test(one)) ||
    names.some((name) => matchesGlob(name, pattern)),
  SUBSYSTEMS: (pattern) => SUBSYSTEMS.some((subsystem) => matchesGlob(subsystem, pattern)),
  DRIVERS: (pattern) => !pattern.split("|").every(isBehindNoSlave),
};

/** The subsystems of a slave, and of what is behind it: the device of a standby or a VF, and what that is plugged in. */
const SUBSYSTEMS = ["net", "virtio", "pci", "vmbus", "acpi", "platform", "ccw", "css"];
