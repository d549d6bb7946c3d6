// SPDX-License-Identifier: MIT
/** Compares what the program needs with what the policy allows. */
import type { Access } from "./calls.ts";
import { type Policy, SELF } from "./policy.ts";

export interface Row {
  /** The objects of this type and class, for people. */
  object: string;
  type: string;
  class: string;
  permissions: string[];
  /** The permissions that the domain does not have. */
  denied: string[];
}

/** Judges accesses by the policy: one row for each type and class. */
export async function judge(policy: Policy, accesses: Access[]): Promise<Row[]> {
  const groups = new Map<string, Row & { objects: Set<string> }>();
  const types = await Promise.all(
    accesses.map(({ object, type, class: kind, isMade }) => {
      return type === SELF ? policy.domain : (type ?? policy.typeOf({ path: object, class: kind, isMade }));
    }),
  );
  for (const [index, { object, class: kind, permissions }] of accesses.entries()) {
    const type = types[index] ?? "";
    const key = `${type}:${kind}`;
    const row = groups.get(key) ?? { object, type, class: kind, permissions: [], denied: [], objects: new Set() };
    row.objects.add(object);
    row.permissions = [...new Set([...row.permissions, ...permissions])].sort();
    groups.set(key, row);
  }
  return await Promise.all(
    [...groups.values()].map(async ({ objects, ...row }) => {
      const allowed = (await policy.permissionsOn(row.type)).get(row.class) ?? new Set();
      const denied = row.permissions.filter((permission) => !allowed.has(permission));
      const [first = "", ...others] = [...objects].sort();
      const object = others.length === 0 ? first : `${first} and ${others.length} more`;
      return { ...row, object, denied };
    }),
  );
}

/** @returns the rows as lines for people */
export function describe(rows: Row[]): string[] {
  const cells = rows.map(({ object, type, class: kind, permissions, denied }) => {
    const verdict = denied.length === 0 ? "allowed" : `DENIED: ${denied.join(" ")}`;
    return [object, type, kind, verdict, permissions.join(" ")];
  });
  const all = [["OBJECT", "TYPE", "CLASS", "VERDICT", "PERMISSIONS"], ...cells];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
