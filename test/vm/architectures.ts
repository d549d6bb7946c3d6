// SPDX-License-Identifier: MIT
/** The architectures that a guest can have, and what of the harness depends on them. */
import { existsSync } from "node:fs";
import { machine } from "node:os";
import { join } from "node:path";
import { projectFolder } from "./host.ts";

export interface Architecture {
  /** Its name, as `uname -m` prints it. */
  name: string;
  /** Debian's name for it. */
  debian: string;
  /** The package with its `qemuOf`. */
  qemuPackage: string;
  /** The folder of its libraries in a tree of packages. */
  libraries: string;
  /** The dynamic loader, as programs name it. */
  loader: string;
  /** QEMU's machine type. */
  board: string;
  /** The processor, if QEMU emulates it. */
  processor: string;
  /** The kernel's name for the serial port of its console. */
  console: string;
  /** The kernel's name for the serial port of the control line, and what connects it with QEMU's character device `control`. */
  control: { port: string; device: string };
}

/** The standard machine of the tests. */
export const x86: Architecture = {
  name: "x86_64",
  debian: "amd64",
  qemuPackage: "qemu-system-x86",
  libraries: "usr/lib/x86_64-linux-gnu",
  loader: "usr/lib64/ld-linux-x86-64.so.2",
  board: "q35",
  processor: "max",
  console: "ttyS0",
  control: { port: "ttyS1", device: "isa-serial" },
};

/** Its board has one serial port, so the control line is on a PCI card. */
export const arm64: Architecture = {
  name: "aarch64",
  debian: "arm64",
  qemuPackage: "qemu-system-arm",
  libraries: "usr/lib/aarch64-linux-gnu",
  loader: "usr/lib/ld-linux-aarch64.so.1",
  board: "virt,gic-version=3",
  processor: "cortex-a57",
  console: "ttyAMA0",
  control: { port: "ttyS0", device: "pci-serial" },
};

/** @returns the architecture of an unpacked tree of packages */
export function architectureOf(root: string): Architecture {
  const found = [x86, arm64].find(({ libraries }) => existsSync(join(root, libraries)));
  if (found === undefined) throw new Error(`no libraries of a known architecture in ${root}`);
  return found;
}

/** @returns the QEMU that runs a machine of this architecture */
export function qemuOf({ name }: Architecture): string {
  return `qemu-system-${name}`;
}

/** @returns a program that make has built for this architecture */
export function builtProgram({ name }: Architecture, program: string): string {
  return join(projectFolder, "build", name === machine() ? "" : name, program);
}

/** @returns what goes before the command of a program of this architecture */
export function emulatorOf({ name }: Architecture): string[] {
  return name === machine() ? [] : [`qemu-${name}`];
}
