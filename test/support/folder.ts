// SPDX-License-Identifier: MIT
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import tmp from "tmp";

/** Something in a folder; plain text is a file with these bytes. */
export type Entry = string | { readonly link: string } | { readonly fifo: true } | Directory | Locked;

/** A directory. One with a mode is made after all others, because its mode may forbid new entries. */
interface Directory {
  readonly directory: true;
  readonly mode?: number;
}

/** A file that not everybody may read. */
interface Locked {
  readonly file: string;
  readonly mode: number;
}

/** What is in a folder, by path. Paths are byte strings. */
export type Entries = { readonly [path: string]: Entry };

/** Runs a test with a temporary folder that holds these entries. The folder is always removed. */
export async function withFolder<T>(entries: Entries, body: (folder: string) => T | Promise<T>): Promise<T> {
  const { name: folder, removeCallback } = tmp.dirSync({ prefix: "failover-ifname-test-", unsafeCleanup: true });
  try {
    // Only its owner may use a temporary folder, and some tests run the program as another user.
    chmodSync(folder, 0o755);
    for (const [path, entry] of Object.entries(entries)) make(join(folder, path), entry);
    setModes(folder, entries, (mode) => mode);
    return await body(folder);
  } finally {
    // A directory that cannot be read cannot be removed.
    setModes(folder, entries, () => 0o755);
    removeCallback();
  }
}

/** Everything below a folder, with its content. It is equal before and after if nothing was changed. */
export function snapshot(folder: string): string[] {
  return list(Buffer.from(folder, "latin1")).sort();
}

function list(folder: Buffer): string[] {
  return readdirSync(folder, { withFileTypes: true, encoding: "buffer" }).flatMap((entry) => {
    const path = Buffer.concat([folder, Buffer.from("/"), entry.name]);
    const shown = path.toString("latin1");
    if (entry.isSymbolicLink()) return [`${shown} -> ${readlinkSync(path, "latin1")}`];
    // If nobody may read a file, only root can read it here.
    if ((statSync(path).mode & 0o444) === 0) return [`${shown} is closed`];
    if (entry.isDirectory()) return [`${shown}/`, ...list(path)];
    return [`${shown} ${entry.isFile() ? readFileSync(path, "base64") : "is no file"}`];
  });
}

function make(path: string, entry: Entry): void {
  const target = Buffer.from(path, "latin1");
  mkdirSync(Buffer.from(dirname(path), "latin1"), { recursive: true });
  if (typeof entry === "string") writeFileSync(target, entry, "latin1");
  else if ("link" in entry) symlinkSync(Buffer.from(entry.link, "latin1"), target);
  else if ("fifo" in entry) execFileSync("mkfifo", [path]);
  else if ("file" in entry) writeFileSync(target, entry.file, "latin1");
  else mkdirSync(target, { recursive: true });
}

function setModes(folder: string, entries: Entries, modeOf: (mode: number) => number): void {
  for (const [path, entry] of Object.entries(entries)) {
    if (typeof entry === "object" && "mode" in entry && entry.mode !== undefined) {
      chmodSync(join(folder, path), modeOf(entry.mode));
    }
  }
}
