// SPDX-License-Identifier: MIT
import type { Subject } from "../check.ts";
import type { ManagedSlave } from "./slave.ts";

/** Why a manager must leave slaves alone. */
export const WHY_ALONE =
  "A slave has the MAC of its master: if it gets an address or a default route of its own, traffic takes the wrong link.";

/** The slaves by name: "a", "a and b", "a, b and c"; for an image, examples: "slaves such as a". */
export function namesOf(slaves: readonly ManagedSlave[]): string {
  if (slaves.some(({ ifindex }) => ifindex === undefined)) return `slaves such as ${slaves[0]?.name ?? ""}`;
  return listed(slaves.map(({ name }) => name));
}

/** "a", "a and b", "a, b and c". */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}

/** The masters of the slaves, each once. */
export function mastersOf(slaves: readonly ManagedSlave[]): string[] {
  return slaves.map(({ master }) => master).filter((master, index, all) => all.indexOf(master) === index);
}

/**
 * The last line of a way out, if the machine runs: the manager reads its configuration again. A slave that it has taken keeps
 * its addresses. They are a finding of their own.
 */
export function reload({ isImage }: Subject, line: string): string[] {
  return isImage ? [] : [line];
}

/** The text of a fix: its lines. */
export function steps(...lines: readonly string[]): string {
  return lines.join("\n");
}
