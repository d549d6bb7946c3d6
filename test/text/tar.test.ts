// SPDX-License-Identifier: MIT
/** Archives as GNU tar reads and writes them, and archives that are damaged. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { linkSync, mkdirSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { Failure } from "../../src/errors.ts";
import { type Entry, formatTar, parseTar } from "../../src/text/tar.ts";
import fc from "../support/fast-check.ts";
import { type Entries, snapshot, withFolder } from "../support/folder.ts";

const LONG = `${"d".repeat(90)}/${"e".repeat(90)}/${"f".repeat(120)}`;
/** With the slash at its end, it does not fit into the name. */
const DEEP = `${"y/".repeat(60)}directory`;
const SLASHES = "x/".repeat(120);

/** Bytes of any value, sizes around a block, paths that only fit into a prefix or into a pax header. */
const TREE: Entries = {
  empty: "",
  block: "b".repeat(512),
  "more than a block": "\xff\0\n".repeat(200),
  [`${SLASHES}file`]: "in a prefix",
  [LONG]: "in a pax header",
  "\xe4\xff": "a name of bytes",
  link: { link: "block" },
  far: { link: `../${LONG}` },
  directory: { directory: true },
  [DEEP]: { directory: true },
};

test("GNU tar unpacks what this program writes", async () => {
  await withFolder({}, (folder) => {
    writeFileSync(`${folder}/x.tar`, formatTar(entriesOf(TREE)), "latin1");
    mkdirSync(`${folder}/x`);
    execFileSync("tar", ["-xf", `${folder}/x.tar`, "-C", `${folder}/x`], { stdio: ["ignore", "ignore", "pipe"] });
    return withFolder(TREE, (expected) => {
      assert.deepEqual(relative(`${folder}/x`), relative(expected));
    });
  });
});

/** What a format has no place for. */
const UNFIT: { readonly [format: string]: readonly string[] } = {
  ustar: [LONG, "far"],
  v7: [LONG, "far", `${SLASHES}file`, DEEP],
};

for (const format of ["ustar", "pax", "gnu", "v7"]) {
  test(`this program reads what GNU tar writes as ${format}`, async () => {
    const tree = Object.fromEntries(Object.entries(TREE).filter(([path]) => !(UNFIT[format] ?? []).includes(path)));
    await withFolder(tree, (folder) => {
      linkSync(`${folder}/block`, `${folder}/hard`);
      const archive = execFileSync("tar", ["-cf", "-", `--format=${format}`, "-C", folder, "."], {
        encoding: "latin1",
      });
      const read = parseTar(archive);
      for (const { path, type, content } of entriesOf(tree)) {
        const found = read.find((entry) => entry.path === path);
        assert.deepEqual(found, { path, type, content });
      }
      assert.equal(read.find(({ path }) => path === "/hard")?.content, "b".repeat(512));
    });
  });
}

test("any entries come back as they were", () => {
  const name = fc.string({ unit: fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)) });
  const path = fc
    .array(
      name.map((text) => text.replaceAll("/", "_")).filter((text) => !["", ".", ".."].includes(text)),
      {
        minLength: 1,
        maxLength: 40,
      },
    )
    .map((parts) => `/${parts.join("/")}`);
  const content = fc.string({
    maxLength: 1200,
    unit: fc.integer({ max: 255 }).map((code) => String.fromCharCode(code)),
  });
  const target = name.filter((text) => text !== "");
  const plain = { noNullPrototype: true };
  const entry: fc.Arbitrary<Entry> = fc.oneof(
    fc.record({ type: fc.constant("file" as const), path, content }, plain),
    fc.record({ type: fc.constant("symlink" as const), path, content: target }, plain),
    fc.record({ type: fc.constant("directory" as const), path, content: fc.constant("") }, plain),
  );
  fc.assert(fc.property(fc.array(entry), (entries) => assert.deepEqual(parseTar(formatTar(entries)), entries)));
});

test("a damaged archive is refused, or read as something else, but never with another error", () => {
  const archive = formatTar(entriesOf(TREE));
  const damage = fc.tuple(fc.nat(archive.length - 1), fc.integer({ max: 255 }), fc.boolean());
  fc.assert(
    fc.property(fc.array(damage, { minLength: 1, maxLength: 5 }), (damages) => {
      let text = archive;
      for (const [at, byte, cut] of damages)
        text = cut ? text.slice(0, at) : text.slice(0, at) + String.fromCharCode(byte) + text.slice(at + 1);
      try {
        parseTar(withChecksums(text));
      } catch (error) {
        assert.ok(error instanceof Failure, String(error));
      }
    }),
  );
});

const BROKEN: readonly (readonly [about: string, archive: string, message: RegExp])[] = [
  ["an empty file", "", /too short/],
  ["a text", "x".repeat(2000), /no header/],
  ["an end that is missing", formatTar(entriesOf(TREE)).slice(0, -1024), /its end is missing/],
  ["a file that is cut off", formatTar([{ type: "file", path: "/a", content: "x".repeat(600) }]).slice(0, 1024), /cut/],
  ["a path to the outside", formatTar([{ type: "file", path: "/../etc/passwd", content: "" }]), /cannot be used/],
  ["a path without end", formatTar([{ type: "file", path: `/${"x/".repeat(3000)}`, content: "" }]), /cannot be used/],
];

for (const [about, archive, message] of BROKEN) {
  test(`${about} is no tar archive`, () => assert.throws(() => parseTar(archive), { name: "Failure", message }));
}

/** Otherwise the checksum of a header would hide nearly all damage to it. */
function withChecksums(archive: string): string {
  return archive.replace(/[\s\S]{512}/g, (block) => {
    if (!block.startsWith("ustar", 257)) return block;
    const blank = block.slice(0, 148) + " ".repeat(8) + block.slice(156);
    const sum = Array.from(blank).reduce((total, character) => total + character.charCodeAt(0), 0);
    return `${block.slice(0, 148)}${sum.toString(8).padStart(6, "0")}\0 ${block.slice(156)}`;
  });
}

function entriesOf(tree: Entries): Entry[] {
  return Object.entries(tree).map(([path, entry]) => {
    if (typeof entry === "string") return { type: "file", path: `/${path}`, content: entry };
    if ("link" in entry) return { type: "symlink", path: `/${path}`, content: entry.link };
    return { type: "directory", path: `/${path}`, content: "" };
  });
}

function relative(folder: string): string[] {
  return snapshot(folder).map((line) => line.slice(folder.length));
}
