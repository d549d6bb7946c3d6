// SPDX-License-Identifier: MIT
import { Exit, type ExitCode, Failure } from "../errors.ts";
import { failureOf } from "../host/faults.ts";
import { type Host, isSystemError } from "../host/host.ts";
import type { Machine } from "../machine/machine.ts";
import { redactor } from "../text/redact.ts";
import { type Entry, readEntries } from "./capture-entries.ts";

/**
 * `capture DIR`: writes a root that `--root` reads. DIR must not exist. Everything is read before anything is written, so that
 * all addresses are known before the first is replaced.
 *
 * @param redact replace each hardware address by one that tells nothing, and leave out the kernel's command line
 */
export function capture(host: Host, machine: Machine, directory: string, redact: boolean): ExitCode {
  const entries = readEntries(machine).filter(({ path }) => !redact || path !== "/proc/cmdline");
  const { see, redact: replace } = redactor();
  for (const { path, content } of redact ? entries : []) {
    see(path);
    see(content);
  }
  makeRoot(host, directory);
  try {
    const write = writer(host, directory);
    for (const { type, path, content } of entries) {
      if (redact) write({ type, path: replace(path), content: replace(content) });
      else write({ type, path, content });
    }
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const { exitCode, message } = failureOf(error);
    throw new Failure(exitCode, `${message}; ${directory} is not complete: remove it`);
  }
  return Exit.done;
}

function makeRoot(host: Host, root: string): void {
  if (root === "") throw new Failure(Exit.usage, "DIR is empty: give a directory that does not exist");
  try {
    host.makeDirectory(root);
  } catch (error) {
    if (!isSystemError(error) || !["EEXIST", "ENOENT", "ENOTDIR", "ENAMETOOLONG"].includes(error.code)) throw error;
    const advice = "give a directory that does not exist, in one that does";
    throw new Failure(Exit.usage, `${error.message}: ${advice}`);
  }
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

/** Two links may share a device: its files are written once. */
function unlessThere(make: () => void): void {
  try {
    make();
  } catch (error) {
    if (!(isSystemError(error) && error.code === "EEXIST")) throw error;
  }
}
