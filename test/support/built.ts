// SPDX-License-Identifier: MIT
/** The programs that make has built. With ARCH=aarch64 the tests run those for aarch64. */
import { existsSync } from "node:fs";
import { machine } from "node:os";
import { delimiter, join } from "node:path";
import { projectPath } from "./run.ts";

const { ARCH = machine(), PATH = "" } = process.env;

/** Whether the programs are for another machine. Then qemu-user runs them, and it makes the system calls. */
export const isEmulated = ARCH !== machine();

/** The command of a built program, by its name. */
export function builtCommand(name: string): readonly string[] {
  if (!isEmulated) return [projectPath(`build/${name}`)];
  // Some tests have no PATH.
  const emulator = PATH.split(delimiter)
    .map((folder) => join(folder, `qemu-${ARCH}`))
    .find((file) => existsSync(file));
  if (emulator === undefined) throw new Error(`qemu-${ARCH} is not on PATH (Debian: qemu-user)`);
  return [emulator, projectPath(`build/${ARCH}/${name}`)];
}
