// SPDX-License-Identifier: MIT
/** Reads attributes of sysfs and similar files. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  exists,
  type Files,
  filesOf,
  parseNumber,
  readAttribute,
  readNames,
  readSymlinkName,
  trimNewline,
} from "../../src/host/files.ts";
import { SystemError } from "../../src/host/host.ts";
import { hostWith } from "../support/host.ts";

const filesWith = (calls: Parameters<typeof hostWith>[0]): Files => filesOf(hostWith(calls), "");

const ERRNO = { ENOENT: 2, EIO: 5, EACCES: 13, EFBIG: 27, ELOOP: 40, EOPNOTSUPP: 95 };
/** The errors that mean that there is no value: the device is gone, or the kernel does not know it. */
const NO_VALUE = { ENODEV: 19, EINVAL: 22 };

test("files that exist", () => {
  const files = filesWith({
    readFile: (path, limit) => `${path} ${limit}\n`,
    readSymlink: (path) => (path === "plain" ? "target" : "../../bus/pci"),
    readDirectory: () => ["a", "b"],
  });
  assert.equal(readAttribute(files, "/x", 7), "/x 7\n");
  assert.equal(readSymlinkName(files, "/x"), "pci");
  assert.equal(readSymlinkName(files, "plain"), "target");
  assert.deepEqual(readNames(files, "/x"), ["a", "b"]);
  assert.equal(exists(files, "/x"), true);
});

test("files that do not exist", () => {
  const nothing = () => undefined;
  for (const files of [
    filesWith({ readFile: nothing, readSymlink: nothing, readDirectory: nothing }),
    ...Object.values(NO_VALUE).map(refusing),
  ]) {
    assert.equal(readAttribute(files, "/x"), undefined);
    assert.equal(readSymlinkName(files, "/x"), undefined);
    assert.equal(readNames(files, "/x"), undefined);
  }
});

test("a file that exists and cannot be read is an error, and not absent", () => {
  for (const [code, errno] of Object.entries(ERRNO)) {
    const files = refusing(errno);
    for (const read of [readAttribute, readSymlinkName, readNames, exists]) {
      assert.throws(() => read(files, "/x"), { name: "SystemError", code }, `${read.name}, ${code}`);
    }
  }
  const broken = filesWith({
    readFile: () => {
      throw new TypeError("a fault");
    },
  });
  assert.throws(() => readAttribute(broken, "/x"), TypeError);
});

test("whether a path exists", () => {
  // readlink(2) returns EINVAL for anything but a symlink.
  assert.equal(exists(refusing(NO_VALUE.EINVAL), "/x"), true);
  assert.equal(exists(filesWith({ readSymlink: () => undefined }), "/x"), false);
});

test("numbers as the kernel writes them", () => {
  for (const [text, value] of [
    ["7\n", 7],
    ["7", 7],
    ["0\n", 0],
    ["0x1003\n", 0x1003],
    ["2147483647\n", 2147483647],
    ["9007199254740991", 9007199254740991],
  ] as const) {
    assert.equal(parseNumber(text), value, text);
  }
  for (const text of ["", "\n", "-1", "x", "7x", "0x", "1.5", "1e400", "Infinity", "9007199254740992", "7 8", "NaN"]) {
    assert.equal(parseNumber(text), undefined, JSON.stringify(text));
  }
});

test("the newline at the end of an attribute", () => {
  for (const [value, trimmed] of [
    ["", ""],
    ["a\n", "a"],
    ["a", "a"],
    ["a\n\n", "a\n"],
    ["a\nb\n", "a\nb"],
  ] as const) {
    assert.equal(trimNewline(value), trimmed);
  }
});

function refusing(errno: number): Files {
  const refuse = (path: string): never => {
    throw new SystemError(errno, `read ${path}`);
  };
  return filesWith({ readFile: refuse, readSymlink: refuse, readDirectory: refuse });
}
