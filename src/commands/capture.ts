// SPDX-License-Identifier: MIT
import { subjectOf } from "../doctor/check.ts";
import { runChecks } from "../doctor/checks.ts";
import { RECORD } from "../doctor/recorded.ts";
import { Exit, type ExitCode, Failure } from "../errors.ts";
import { failureOf } from "../host/faults.ts";
import { type Host, isSystemError, type SystemError } from "../host/host.ts";
import type { Machine } from "../machine/machine.ts";
import { printable } from "../text/printable.ts";
import { redactor } from "../text/redact.ts";
import { type Entry, formatTar } from "../text/tar.ts";
import { type Capture, readCapture } from "./capture-entries.ts";
import { findingsAsJson } from "./doctor.ts";

/**
 * `capture FILE.tar` and `capture DIR`: writes a root that `--root` reads. FILE or DIR must not exist. Everything is read
 * before anything is written, so that all addresses are known before the first one is replaced.
 *
 * @param root the directory of --root; empty for this machine
 * @param redact replace each hardware and IP address by an invented one, and leave out the kernel's command line
 */
export function capture(host: Host, machine: Machine, root: string, target: string, redact: boolean): ExitCode {
  if (OTHER.test(target)) {
    throw new Failure(Exit.usage, `${printable(target)}: give FILE.tar, which is not compressed, or a new directory`);
  }
  const found = readCapture(machine);
  const read = root === "" ? [...found.entries, diagnosis(host, machine)] : found.entries;
  const entries = redact ? redacted(read) : read;
  const isTar = target.endsWith(".tar");
  if (isTar) making(target, "file", () => host.writeFile(target, formatTar(entries)));
  else {
    making(target, "directory", () => host.makeDirectory(target));
    finishing(target, () => {
      const write = writer(host, target);
      for (const entry of entries) write(entry);
    });
  }
  host.out(summary(target, isTar, redact, { entries, omissions: found.omissions }));
  return Exit.done;
}

/** Standard output, and archives that this program does not make. */
const OTHER = /^-$|\.(?:tgz|txz|zip|(?:tar|cpio)\.[a-z0-9]+)$/;

/** What doctor finds here: it looks at more than a capture has. */
function diagnosis(host: Host, machine: Machine): Entry {
  return { type: "file", path: RECORD, content: findingsAsJson(runChecks(subjectOf(host, machine, ""))) };
}

function summary(target: string, isTar: boolean, redact: boolean, { entries, omissions }: Capture): string {
  const count = entries.filter(({ type }) => type === "file").length;
  const lines = [
    `wrote ${printable(target)}: ${count} ${count === 1 ? "file" : "files"}${isTar ? ", in an archive that only its owner can read" : ""}`,
    redact
      ? "hardware and IP addresses are replaced; other names, such as those of hosts and domains, are not"
      : "hardware and IP addresses are in it: --redact replaces them",
    ...omissions.map(({ path, why }) => `left out ${printable(path)}: ${why}`),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function redacted(entries: readonly Entry[]): Entry[] {
  const kept = entries.filter(({ path }) => path !== "/proc/cmdline");
  const { see, redact, redactHardware } = redactor();
  for (const { path, content } of kept) {
    see(path);
    see(content);
  }
  return kept.map(({ type, path, content }) => ({
    type,
    path: redact(path),
    // A release of four numbers is not an IP address.
    content: path === "/proc/sys/kernel/osrelease" ? redactHardware(content) : redact(content),
  }));
}

/** The first step: the target must be new. */
function making(target: string, what: "file" | "directory", make: () => void): void {
  if (target === "")
    throw new Failure(Exit.usage, "TARGET is empty: give a file FILE.tar or a directory that does not exist");
  try {
    make();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (["EEXIST", "ENOENT", "ENOTDIR", "ENAMETOOLONG"].includes(error.code)) {
      const advice = `give a ${what} that does not exist, in a directory that does`;
      throw new Failure(Exit.usage, `${error.message}: ${advice}`);
    }
    // A file may have been made in part, unless it was never opened.
    if (what === "directory" || ["EACCES", "EPERM", "EROFS"].includes(error.code)) throw error;
    throw incomplete(target, error);
  }
}

function finishing(target: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw incomplete(target, error);
  }
}

function incomplete(target: string, error: SystemError): Failure {
  const { exitCode, message } = failureOf(error);
  return new Failure(exitCode, `${message}; ${target} is not complete: remove it`);
}

/** Writes entries below a directory that exists. */
function writer(host: Host, root: string): (entry: Entry) => void {
  const made: { [path: string]: true } = Object.create(null);
  const makeDirectory = (path: string): void => {
    if (path === "" || made[path]) return;
    makeDirectory(path.slice(0, path.lastIndexOf("/")));
    made[path] = true;
    unlessThere(() => host.makeDirectory(root + path));
  };
  return ({ type, path, content }) => {
    makeDirectory(type === "directory" ? path : path.slice(0, path.lastIndexOf("/")));
    if (type === "file") unlessThere(() => host.writeFile(root + path, content));
    if (type === "symlink") unlessThere(() => host.makeSymlink(content, root + path));
  };
}

/** Does nothing if the path exists: two links may share a device, and the files of the device are written once. */
function unlessThere(make: () => void): void {
  try {
    make();
  } catch (error) {
    if (!(isSystemError(error) && error.code === "EEXIST")) throw error;
  }
}
