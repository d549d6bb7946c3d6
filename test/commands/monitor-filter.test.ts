// SPDX-License-Identifier: MIT
/** Which lines `monitor LINK…` prints. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { filterOf } from "../../src/commands/monitor-filter.ts";
import type { Line } from "../../src/commands/monitor-lines.ts";
import type { Link } from "../../src/netlink/link.ts";

function link(ifindex: number, name: string, more: Partial<Link> = {}): Link {
  const bare = { altnames: [], up: false, master: 0, kind: "", slaveKind: "", parent: undefined };
  return { ifindex, name, ...bare, ...more };
}

function line(ifindex: number, what: string): Line {
  return { time: 0, sinceAdd: 0, ifindex, name: "", who: "kernel", what };
}

function passed(
  args: readonly string[],
  ...steps: (readonly [links: readonly Link[], lines: readonly Line[]])[]
): string[] {
  const filter = filterOf(args);
  return steps.flatMap(([links, lines]) => {
    filter.see(links);
    return filter.pass(lines).map(({ what }) => what);
  });
}

const LINKS = [link(1, "lo"), link(2, "ens3", { altnames: ["enp1s0"] }), link(3, "eth1", { master: 2 })];
const LINES = [line(1, "lo"), line(2, "master"), line(3, "slave"), line(0, "of no link")];

test("without a link, all lines are printed", () => {
  assert.deepEqual(passed([], [LINKS, LINES]), ["lo", "master", "slave", "of no link"]);
});

for (const [about, argument, expected] of [
  ["a name", "eth1", ["slave", "of no link"]],
  ["an ifindex", "#3", ["slave", "of no link"]],
  ["a master, with its slaves", "ens3", ["master", "slave", "of no link"]],
  ["an altname", "enp1s0", ["master", "slave", "of no link"]],
  ["a link that is not there", "ens9", ["of no link"]],
] as const) {
  test(about, () => assert.deepEqual(passed([argument], [LINKS, LINES]), expected));
}

test("a link that was asked for once is printed under its new name", () => {
  const renamed = [link(3, "lan0")];
  assert.deepEqual(passed(["eth1"], [LINKS, [line(3, "a")]], [renamed, [line(3, "b")]]), ["a", "b"]);
});

test("if a link gets the name that was asked for, its lines before that are printed", () => {
  const before = [link(3, "eth1")];
  const after = [link(3, "ens3npf")];
  assert.deepEqual(passed(["ens3npf"], [before, [line(3, "a"), line(1, "x")]], [after, [line(3, "b")]]), ["a", "b"]);
});

test("of links that are not asked for, only some lines are kept", () => {
  const many = Array.from({ length: 1000 }, (_, index) => line(3, String(index)));
  const after = [link(3, "ens3npf")];
  assert.equal(passed(["ens3npf"], [[], many], [after, [line(3, "b")]]).length, 65);
});

for (const argument of ["", "#", "#x", "#0", "#99999999999"]) {
  test(`${JSON.stringify(argument)} is no link`, () => assert.throws(() => filterOf([argument]), { name: "Failure" }));
}
