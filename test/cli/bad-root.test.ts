// SPDX-License-Identifier: MIT
/** Malformed captured roots: a root may come from anybody. */
import assert from "node:assert/strict";
import { truncateSync } from "node:fs";
import { test } from "node:test";
import { EXECUTABLES, QUICKJS, runProgram } from "../support/executables.ts";
import { type Entries, snapshot, withFolder } from "../support/folder.ts";
import { unprivileged } from "../support/privileges.ts";
import { TRIO_JSON, TRIO_ROOT, TRIO_TREE } from "../support/roots.ts";
import { run } from "../support/run.ts";
import { assertRefused } from "./outcome.ts";

const USAGE = 2;
const NOT_PERMITTED = 5;

interface Case {
  readonly about: string;
  readonly entries: Entries;
  readonly message: RegExp;
  readonly status?: number;
  /** A path below the root that is passed instead of the root. */
  readonly path?: string;
}

const without = (path: string, entries: Entries = TRIO_TREE): Entries =>
  Object.fromEntries(Object.entries(entries).filter(([candidate]) => candidate !== path));
const json = (text: string): Entries => ({ ...TRIO_ROOT, "ip-link.json": text });
const IFINDEX = "sys/class/net/eth1/ifindex";

/** Node takes long to start, so it runs only the first one. */
const CALLS = [["show"], ["show", "--json"], ["name", "eth1"], ["explain", "#3"]];

const CASES: readonly Case[] = [
  { about: "an empty directory", entries: {}, message: /no links here/ },
  { about: "missing", entries: {}, path: "/missing", message: /it does not exist/ },
  {
    about: "with a folder around",
    entries: { "report/ip-link.json": "[]" },
    message: /in the folder report: give that one/,
  },
  { about: "a file", entries: { file: "" }, path: "/file", message: /not a usable tar archive: it is too short/ },
  {
    about: "a name with control characters",
    entries: {},
    path: "/\x1b[31m\nnext",
    message: /it does not exist/,
  },
  { about: "an ip-link.json that is no JSON", entries: json("1: lo: <LOOPBACK>"), message: /not JSON/ },
  { about: "an ip-link.json that is empty", entries: json(""), message: /not JSON/ },
  { about: "an ip-link.json that is no list", entries: json("{}"), message: /not a list/ },
  {
    about: "an ip-link.json without links",
    entries: json("[]"),
    message: /no links here/,
  },
  {
    about: "ifindexes that are text",
    entries: json('[{"ifindex":"2","ifname":"ens3"}]'),
    message: /link 1 has no valid/,
  },
  {
    about: "an ifindex twice",
    entries: json(JSON.stringify([...TRIO_JSON, { ifindex: 3, ifname: "eth9" }])),
    message: /two links have the ifindex 3/,
  },
  { about: "a name with a /", entries: json('[{"ifindex":2,"ifname":"../../etc"}]'), message: /link 1 has no valid/ },
  {
    about: "a name with a NUL",
    entries: json('[{"ifindex":2,"ifname":"a\\u0000","master":"b"},{"ifindex":3,"ifname":"b"}]'),
    message: /link 1: ifname has a NUL/,
  },
  {
    about: "a parent with a NUL",
    entries: json(JSON.stringify(TRIO_JSON.map((link) => ({ ...link, parentdev: "virtio0\0" })))),
    message: /link 1: parentdev has a NUL/,
  },
  {
    about: "characters whose low bytes are control characters",
    entries: json(
      JSON.stringify(TRIO_JSON.map((link) => ({ ...link, altnames: ["LOW"] }))).replaceAll("LOW", "\\u011b[31m\\u0122"),
    ),
    message: /link 1: altnames has a NUL, or a character that is not a byte/,
  },
  {
    about: "an ip-link.json that nests deep",
    entries: json("[".repeat(1_000_000)),
    message: /not JSON/,
  },
  {
    about: "an ip-link.json that is a directory",
    entries: { "ip-link.json/x": "" },
    message: /operation not supported/,
  },
  {
    about: "an ip-link.json that is a FIFO",
    entries: { "ip-link.json": { fifo: true } },
    message: /operation not supported/,
  },
  {
    about: "an ip-link.json that links to itself",
    entries: { "ip-link.json": { link: "ip-link.json" } },
    message: /too many levels of symbolic links/,
  },
  {
    about: "an ip-link.json that is unreadable",
    entries: { "ip-link.json": { file: "[]", mode: 0 } },
    message: /permission denied/,
    status: NOT_PERMITTED,
  },
  {
    about: "a sys/class/net that is unreadable",
    entries: { "sys/class/net": { directory: true, mode: 0 } },
    message: /permission denied/,
    status: NOT_PERMITTED,
  },
  {
    about: "an ifindex that is unreadable",
    entries: { ...TRIO_TREE, [IFINDEX]: { file: "3\n", mode: 0 } },
    message: /permission denied/,
    status: NOT_PERMITTED,
  },
  {
    about: "an ifindex that is not a number",
    entries: { ...TRIO_TREE, [IFINDEX]: "x\n" },
    message: /eth1\/ifindex: not a number/,
  },
  {
    about: "an ifindex that is empty",
    entries: { ...TRIO_TREE, [IFINDEX]: "" },
    message: /eth1\/ifindex: not a number/,
  },
  {
    about: "an ifindex that is a FIFO",
    entries: { ...TRIO_TREE, [IFINDEX]: { fifo: true } },
    message: /operation not supported/,
  },
  {
    about: "an ifindex that is a directory",
    entries: { ...without(IFINDEX), [`${IFINDEX}/x`]: "" },
    message: /operation not supported/,
  },
  {
    about: "an ifindex that is huge",
    entries: { ...TRIO_TREE, [IFINDEX]: "3".repeat(70_000) },
    message: /file too large/,
  },
  {
    about: "an ifindex twice, in the tree",
    entries: { ...TRIO_TREE, [IFINDEX]: "2\n" },
    message: /two links have the ifindex 2/,
  },
  {
    about: "a name with control characters and an ifindex that is not a number",
    entries: { "sys/class/net/\x1b[31m\nred\x9b/ifindex": "x\n" },
    message: /ifindex: not a number/,
  },
  {
    about: "features that are a FIFO",
    entries: { ...TRIO_ROOT, "sys/bus/virtio/devices/virtio0/features": { fifo: true } },
    message: /operation not supported/,
  },
  {
    about: "a database of udev that is a directory",
    entries: { ...TRIO_ROOT, "run/udev/data/n2/x": "" },
    message: /operation not supported/,
  },
  {
    about: "a device that links to itself",
    entries: { ...TRIO_TREE, "sys/class/net/eth1/device": { link: "device" } },
    message: /too many levels of symbolic links/,
  },
];

for (const executable of EXECUTABLES) {
  for (const { about, entries, message, status = USAGE, path = "" } of CASES) {
    test(`${executable.host}: ${about}`, async () => {
      await withFolder(entries, (folder) => {
        const before = snapshot(folder);
        for (const args of executable === QUICKJS ? CALLS : CALLS.slice(0, 1)) {
          const outcome = run([...unprivileged, ...executable.command, ...args, "--root", `${folder}${path}`]);
          assertRefused(outcome, status, message, args.join(" "));
        }
        assert.deepEqual(snapshot(folder), before);
      });
    });
  }

  test(`${executable.host}: an empty root is not taken for this machine`, () => {
    assertRefused(runProgram(executable, ["show", "--root", ""]), USAGE);
    assertRefused(runProgram(executable, ["name", "--root", "", "lo"]), USAGE);
  });

  test(`${executable.host}: an ip-link.json that is larger than any memory`, async () => {
    await withFolder({ "ip-link.json": "[]" }, (folder) => {
      truncateSync(`${folder}/ip-link.json`, 2 ** 40);
      assertRefused(runProgram(executable, ["show", "--root", folder]), USAGE, /file too large/);
    });
  });

  test(`${executable.host}: a link that a root does not have`, async () => {
    await withFolder(TRIO_ROOT, (folder) => {
      for (const args of [
        ["name", "lo"],
        ["name", "#1"],
        ["name", "constructor"],
        ["show", "__proto__"],
        ["explain", "../eth1"],
      ]) {
        assertRefused(runProgram(executable, [...args, "--root", folder]), 3, /no such link/, args.join(" "));
      }
    });
  });
}
