// SPDX-License-Identifier: MIT
import { KINDS } from "../../failover/kinds.ts";
import { readAttribute } from "../../host/files.ts";
import { driverOf } from "../../machine/device.ts";
import type { Machine } from "../../machine/machine.ts";
import type { Subject } from "../check.ts";
import { presentKinds } from "../kernel.ts";
import type { Entry } from "./entries.ts";

/** The kernel modules that make the masters and slaves of a machine. */
export interface Drivers {
  /** Of the kinds of masters that the machine has; of all kinds if it has none, or is not running. */
  readonly kinds: readonly (readonly string[])[];
  /** What this machine needs, as far as it is known. */
  readonly needed: readonly string[];
}

export function driversOf(subject: Subject): Drivers {
  const { machine } = subject;
  const found = presentKinds(subject);
  const slaves = subject
    .observation()
    .groups.flatMap(({ slaves }) => slaves.map(({ link }) => driverOf(machine, link)));
  const needed = [...found.flatMap(({ modules }) => modules), ...slaves.filter((driver) => driver !== "")];
  return {
    kinds: (found.length > 0 ? found : KINDS).map(({ modules }) => modules),
    needed: [...new Set(needed.map(normalized))].sort(),
  };
}

/** The modules that an initramfs has, and those that are in its kernel. */
export function modulesIn(machine: Machine, version: string, entries: readonly Entry[]): Set<string> {
  const builtin = readAttribute(machine.files, `/lib/modules/${version}/modules.builtin`, BUILTIN_MAX) ?? "";
  const paths = [...entries.map(({ path }) => path), ...builtin.split("\n")];
  return new Set(
    paths.flatMap((path) => {
      const name = /\/([^/]+)\.ko(?:\.[a-z]+)?$/.exec(path)?.[1];
      return name === undefined ? [] : [normalized(name)];
    }),
  );
}

/** In bytes. Debian's have 7 kB. */
const BUILTIN_MAX = 1024 * 1024;

/** The kernel takes both characters for the same (kernel/module). */
function normalized(module: string): string {
  return module.replaceAll("-", "_");
}
