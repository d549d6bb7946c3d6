// SPDX-License-Identifier: MIT
/** The files of an archive answer as the files of the same directory do. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { type Files, filesOf } from "../../src/host/files.ts";
import { isSystemError } from "../../src/host/host.ts";
import { nodeHost } from "../../src/host/node/host.ts";
import { tarFiles } from "../../src/machine/tar-files.ts";
import { parseTar } from "../../src/text/tar.ts";
import { type Entries, withFolder } from "../support/folder.ts";

const TREE: Entries = {
  "a/b/file": "content",
  "a/link": { link: "b/file" },
  "a/up": { link: "../a/b" },
  "a/over/the/top": { link: "../../../../../../../../../../../../a" },
  dangling: { link: "nowhere/at/all" },
  masked: { link: "/dev/null" },
  loop: { link: "loop" },
  one: { link: "two/x" },
  two: { link: "one/y" },
  empty: { directory: true },
};

const PATHS = [
  "",
  "/",
  ...["/a", "/a/", "//a/./b", "/a/b/file", "/a/b/file/x", "/a/b/../b/file", "/a/link", "/a/link/x"],
  ...["/a/up", "/a/up/file", "/a/up/../link", "/dangling", "/dangling/x", "/loop", "/loop/x", "/one", "/two"],
  ...["/empty", "/empty/x", "/missing", "/masked", "/masked/x", "/constructor", "/__proto__"],
];

test("an archive answers as its directory does", async () => {
  await withFolder(TREE, (folder) => {
    const archive = execFileSync("tar", ["-cf", "-", "-C", folder, "."], { encoding: "latin1" });
    const directory = filesOf(nodeHost([]), folder);
    const tar = tarFiles(folder, parseTar(archive));
    for (const path of PATHS) assert.deepEqual(answers(tar, path), answers(directory, path), path);
    assert.deepEqual(sameFiles(tar), sameFiles(directory));
  });
});

/** For each path, the first path that is the same file. */
function sameFiles(files: Files): unknown {
  const paths = PATHS.filter((path) => statusAt(files, path) !== undefined);
  const id = (path: string) => JSON.stringify([statusAt(files, path)?.device, statusAt(files, path)?.inode]);
  return paths.map((path) => [path, paths.find((other) => id(other) === id(path))]);
}

function statusAt(files: Files, path: string) {
  try {
    return files.fileStatus(path);
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

test("a symlink of an archive leads nowhere but into the archive", () => {
  const tar = tarFiles("x.tar", [
    { type: "symlink", path: "/a/out", content: "/etc/passwd" },
    { type: "symlink", path: "/a/up", content: "../../../../../../etc/passwd" },
    { type: "file", path: "/etc/passwd", content: "inside" },
  ]);
  assert.deepEqual([tar.readFile("/a/out", 10), tar.readFile("/a/up", 10)], ["inside", "inside"]);
  assert.throws(() => tar.readFile("/a/out", 5), { code: "EFBIG", message: "read x.tar/a/out: file too large" });
});

test("folders in folders, as many as a path can have", () => {
  const path = "/a".repeat(2000);
  assert.equal(tarFiles("x.tar", [{ type: "file", path, content: "deep" }]).readFile(path, 10), "deep");
});

function answers(files: Files, path: string): unknown {
  const answer = (call: () => unknown): unknown => {
    try {
      return call() ?? "absent";
    } catch (error) {
      if (isSystemError(error)) return error.code;
      throw error;
    }
  };
  return {
    file: answer(() => files.readFile(path, 1000)),
    symlink: answer(() => files.readSymlink(path)),
    directory: answer(() => files.readDirectory(path)),
    is: answer(() => {
      const status = files.fileStatus(path);
      return status === undefined ? undefined : [status.isFile, status.isDirectory, status.isFile && status.size];
    }),
  };
}
