// SPDX-License-Identifier: MIT
/** The rooms of src/, and that no file imports from a room further up. ARCHITECTURE.md has the same order. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, normalize } from "node:path";
import { test } from "node:test";
import { projectPath } from "./support/run.ts";

/** From the roof down. A file imports from its own room and from rooms further down. */
const ROOMS = [
  "entry",
  "main.ts",
  "udev.ts",
  "commands",
  "doctor",
  "reporting.ts",
  "rename",
  "plan",
  "failover",
  "machine",
  "config",
  "netlink",
  "text",
  "host",
  "errors.ts",
];

const source = projectPath("src");
const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((file) => /\.(?:ts|c|h)$/.test(file));
const imports = files.filter((file) => file.endsWith(".ts")).flatMap(importsOf);

test("no arrow runs back up", (context) => {
  const arrows = new Set<string>();
  for (const { from, to } of imports) {
    const [upper, lower] = [roomOf(from), roomOf(to)];
    assert.ok(ROOMS.indexOf(lower) >= ROOMS.indexOf(upper), `${from} imports from ${to}, which is further up`);
    if (upper !== lower) arrows.add(`${upper} > ${lower}`);
  }
  context.diagnostic(`${ROOMS.length} rooms, ${arrows.size} arrows, 0 of them back: ${[...arrows].sort().join(", ")}`);
});

test("the two hosts know nothing of each other", () => {
  for (const { from, to } of imports) {
    assert.ok(!(from.startsWith("host/node/") && to.startsWith("host/quickjs/")), `${from} imports from ${to}`);
    assert.ok(!(from.startsWith("host/quickjs/") && to.startsWith("host/node/")), `${from} imports from ${to}`);
  }
});

test("one place knows the feature bit of a net_failover master", () => {
  const knowing = files.filter((file) => /\b62\b|VIRTIO_NET_F_STANDBY/.test(read(file)));
  assert.deepEqual(knowing, ["failover/net-failover.ts"]);
});

test("files are short, and say their licence", (context) => {
  let lines = 0;
  for (const file of files) {
    const text = read(file);
    const count = text.split("\n").length - 1;
    assert.ok(count <= 300, `${file} has ${count} lines`);
    assert.match(text, /^(?:\/\/|\/\*) SPDX-License-Identifier: MIT/, file);
    lines += count;
  }
  context.diagnostic(`${files.length} files, ${lines} lines`);
});

function roomOf(file: string): string {
  const room = file.split("/")[0] ?? "";
  assert.ok(ROOMS.includes(room), `${file} is in none of the rooms`);
  return room;
}

function importsOf(file: string): { readonly from: string; readonly to: string }[] {
  return [...read(file).matchAll(/ from "(\.[^"]+\.ts)"/g)].map(([, path = ""]) => {
    return { from: file, to: normalize(join(file, "..", path)) };
  });
}

function read(file: string): string {
  return readFileSync(join(source, file), "utf8");
}
