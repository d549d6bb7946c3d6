// SPDX-License-Identifier: MIT
/** The calls that write files: both hosts give the same, correct results. */
import assert from "node:assert/strict";
import { chmodSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type Entries, withFolder } from "../support/folder.ts";
import { unprivileged } from "../support/privileges.ts";
import { conform, EVERY_BYTE, HOSTS } from "./hosts.ts";

const ENTRIES: Entries = {
  directory: { directory: true },
  file: "first",
  dangling: { link: "nowhere" },
  "not-ours": { directory: true, mode: 0o555 },
};

for (const host of HOSTS) {
  test(`${host.name}: writes`, async () => {
    await withFolder({ "every-byte": EVERY_BYTE, ...prefixed("root", ENTRIES) }, (outside) => {
      const folder = join(outside, "root");
      chmodSync(folder, 0o777);
      const results = withoutUmask(() =>
        conform(host, "writesFiles", [folder, join(outside, "every-byte")], { before: unprivileged }),
      );
      assert.deepEqual(results, expected(folder));
      assert.deepEqual(readdirSync(Buffer.from(folder), { encoding: "latin1" }).sort(), [
        "dangling",
        "directory",
        "file",
        "new-directory",
        "new-file",
        "new-large",
        "new-link",
        "not-ours",
        "\xff",
      ]);
      assert.equal(readFileSync(join(folder, "new-file"), "latin1"), EVERY_BYTE);
      assert.equal(statSync(join(folder, "new-large")).size, 3 << 20);
      assert.equal(readFileSync(join(folder, "file"), "latin1"), "first");
      assert.equal(readlinkSync(join(folder, "new-link"), "latin1"), "../target \xff");
      assert.equal(statSync(join(folder, "new-directory")).mode & 0o7777, 0o755);
      assert.equal(statSync(join(folder, "new-file")).mode & 0o7777, 0o600);
      assert.deepEqual(readdirSync(join(folder, "directory")), []);
    });
  });
}

function expected(folder: string): unknown {
  const done = { gives: null };
  const refused = (call: string, name: string, code: string) => ({
    refused: code,
    message: `${call} ${folder}/${name}: ${code}`,
  });
  return {
    makeDirectory: done,
    "makeDirectory, name of bytes": done,
    "makeDirectory, over a directory": refused("mkdir", "directory", "EEXIST"),
    "makeDirectory, over a file": refused("mkdir", "file", "EEXIST"),
    "makeDirectory, over a dangling link": refused("mkdir", "dangling", "EEXIST"),
    "makeDirectory, without its parent": refused("mkdir", "missing/x", "ENOENT"),
    writeFile: done,
    "writeFile, large": done,
    "writeFile, over a file": refused("write", "file", "EEXIST"),
    "writeFile, over a directory": refused("write", "directory", "EEXIST"),
    "writeFile, over a dangling link": refused("write", "dangling", "EEXIST"),
    "writeFile, without its parent": refused("write", "missing/x", "ENOENT"),
    "writeFile, not permitted": refused("write", "not-ours/x", "EACCES"),
    "writeFile, name with a NUL": { throws: "TypeError" },
    makeSymlink: done,
    "makeSymlink, over a file": refused("symlink", "file", "EEXIST"),
    "makeSymlink, over a link": refused("symlink", "dangling", "EEXIST"),
    "makeSymlink, to nowhere": refused("symlink", "empty-link", "ENOENT"),
  };
}

function prefixed(prefix: string, entries: Entries): Entries {
  return Object.fromEntries(Object.entries(entries).map(([path, entry]) => [`${prefix}/${path}`, entry]));
}

/** Runs with umask 0, so that the modes of new files are those that the host asks for. */
function withoutUmask<T>(body: () => T): T {
  const umask = process.umask(0);
  try {
    return body();
  } finally {
    process.umask(umask);
  }
}
