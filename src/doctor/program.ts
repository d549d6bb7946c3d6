// SPDX-License-Identifier: MIT
import { version } from "../../package.json";
import { type Check, type Finding, ok, type Subject, typedPath } from "./check.ts";
import { programsOfRule } from "./rule.ts";

/** The program that the rule runs: is it there, executable, of this version, and for this machine's processor? */
export const program: Check = {
  name: "program",
  title: "Program of the rule",
  isRecorded: true,
  run: (subject) => (subject.isCaptured ? [] : programsOfRule(subject).flatMap((path) => checkProgram(subject, path))),
};

const WHY = "If udevd cannot run the program, it takes this as the answer that no link is a failover slave.";
const REINSTALL = "install the package failover-ifname again";

function checkProgram(subject: Subject, path: string): Finding[] {
  const { files } = subject.machine;
  const where = files.path(path);
  const status = files.fileStatus(path);
  if (status?.isFile !== true) {
    return [{ severity: "error", found: "it is not there", where, why: WHY, fix: REINSTALL }];
  }
  if ((status.permissions & 0o111) === 0) {
    return [
      {
        severity: "error",
        found: "it is not executable",
        where,
        why: WHY,
        fix: `chmod 755 ${typedPath(subject, path)}`,
      },
    ];
  }
  const content = files.readFile(path, PROGRAM_LIMIT) ?? "";
  const machine = machineOf(content);
  if (machine === undefined)
    return [{ severity: "error", found: "it is no ELF executable", where, why: WHY, fix: REINSTALL }];
  const own = SYSTEM_PROGRAMS.map((other) => machineOf(headOf(files, other))).find((other) => other !== undefined);
  if (own !== undefined && machine !== own) {
    const found = `it is for ${nameOf(machine)}, and the programs of this system are for ${nameOf(own)}`;
    return [
      { severity: "error", found, where, why: WHY, fix: `install the package failover-ifname for ${nameOf(own)}` },
    ];
  }
  return [versionFinding(content, where, machine)];
}

/** Large enough for the program with its symbols. */
const PROGRAM_LIMIT = 16 * 1024 * 1024;

const IDENTIFICATION = /@\(#\)failover-ifname ([0-9][0-9A-Za-z.+~-]*)/;

function versionFinding(content: string, where: string, machine: number): Finding {
  const [, found] = IDENTIFICATION.exec(content) ?? [];
  if (found === version) return ok(`it is version ${version}, for ${nameOf(machine)}`, where);
  const why = `This doctor is of version ${version}, and does not know what another version does.`;
  const what = found === undefined ? "it does not say its version" : `it is version ${found}`;
  return {
    severity: "warning",
    found: what,
    where,
    why,
    fix: "run the doctor of the same version, or install one version only",
  };
}

/** Programs that every system with udev has, whatever the processor. */
const SYSTEM_PROGRAMS = [
  "/usr/lib/systemd/systemd-udevd",
  "/lib/systemd/systemd-udevd",
  "/usr/bin/udevadm",
  "/bin/udevadm",
  "/bin/sh",
];

function headOf(files: Subject["machine"]["files"], path: string): string {
  return files.fileStatus(path)?.isFile === true ? (files.readFile(path, PROGRAM_LIMIT) ?? "") : "";
}

/** e_machine of an ELF executable (elf(5)); undefined if it is none. */
function machineOf(content: string): number | undefined {
  if (!content.startsWith("\x7fELF") || content.length < 20) return undefined;
  const [low, high] = [content.charCodeAt(18), content.charCodeAt(19)];
  return content.charCodeAt(5) === 2 ? low * 256 + high : high * 256 + low;
}

/** include/uapi/linux/elf-em.h, EM_*. The name is that of uname(1). */
const MACHINES: readonly (readonly [machine: number, name: string])[] = [
  [0x03, "i386"],
  [0x15, "ppc64"],
  [0x16, "s390x"],
  [0x28, "arm"],
  [0x3e, "x86_64"],
  [0xb7, "aarch64"],
  [0xf3, "riscv64"],
  [0x102, "loongarch64"],
];

function nameOf(machine: number): string {
  return MACHINES.find(([known]) => known === machine)?.[1] ?? `ELF machine ${machine}`;
}
