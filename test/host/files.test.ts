/** Attributes of sysfs, and the like. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { exists, parseNumber, readAttribute, readLinkName, readNames, trimNewline } from "../../src/host/files.ts";
import { SystemError } from "../../src/host/host.ts";
import { hostWith } from "../support/host.ts";

const ERRNO = { ENOENT: 2, EIO: 5, EACCES: 13, EFBIG: 27, ELOOP: 40, EOPNOTSUPP: 95 };
/** What says that there is no value: the device is gone, or the kernel does not know. */
const NO_VALUE = { ENODEV: 19, EINVAL: 22 };

test("what is there", () => {
  const host = hostWith({
    readFile: (path, limit) => `${path} ${limit}\n`,
    readSymlink: (path) => (path === "plain" ? "target" : "../../bus/pci"),
    readDirectory: () => ["a", "b"],
  });
  assert.equal(readAttribute(host, "/x", 7), "/x 7\n");
  assert.equal(readLinkName(host, "/x"), "pci");
  assert.equal(readLinkName(host, "plain"), "target");
  assert.deepEqual(readNames(host, "/x"), ["a", "b"]);
  assert.equal(exists(host, "/x"), true);
});

test("what is absent", () => {
  const nothing = () => undefined;
  for (const host of [
    hostWith({ readFile: nothing, readSymlink: nothing, readDirectory: nothing }),
    ...Object.values(NO_VALUE).map(refusing),
  ]) {
    assert.equal(readAttribute(host, "/x"), undefined);
    assert.equal(readLinkName(host, "/x"), undefined);
    assert.equal(readNames(host, "/x"), undefined);
  }
});

test("what is there and cannot be read is an error, and not absent", () => {
  for (const [code, errno] of Object.entries(ERRNO)) {
    const host = refusing(errno);
    for (const read of [readAttribute, readLinkName, readNames, exists]) {
      assert.throws(() => read(host, "/x"), { name: "SystemError", code }, `${read.name}, ${code}`);
    }
  }
  const broken = hostWith({
    readFile: () => {
      throw new TypeError("a fault");
    },
  });
  assert.throws(() => readAttribute(broken, "/x"), TypeError);
});

test("whether there is anything at a path", () => {
  // readlink(2) of anything but a symbolic link: EINVAL.
  assert.equal(exists(refusing(NO_VALUE.EINVAL), "/x"), true);
  assert.equal(exists(hostWith({ readSymlink: () => undefined }), "/x"), false);
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

function refusing(errno: number): ReturnType<typeof hostWith> {
  const refuse = (path: string): never => {
    throw new SystemError(errno, `read ${path}`);
  };
  return hostWith({ readFile: refuse, readSymlink: refuse, readDirectory: refuse });
}
