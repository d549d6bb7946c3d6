// SPDX-License-Identifier: MIT
/** Which lines the events of links give, and whom they name. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Timeline, timelineOf } from "../../src/commands/monitor-timeline.ts";
import type { Link } from "../../src/netlink/link.ts";
import type { Uevent } from "../../src/netlink/uevent.ts";

const START = 1000;
const MASTER: Link = link(2, "ens3");
const PRIMARY: Link = { ...link(4, "eth1"), master: 2, up: true };
const NAMED: Link = { ...PRIMARY, name: "ens3npf" };
const MARKS = { FAILOVER_IFNAME_ROLE: "primary", FAILOVER_IFNAME_MASTER: "ens3" };

function link(ifindex: number, name: string): Link {
  return { ifindex, name, altnames: [], up: false, master: 0, kind: "", slaveKind: "", parent: undefined };
}

type Properties = { readonly [key: string]: string };

function uevent(
  from: "kernel" | "udevd",
  action: string,
  of: Link,
  sequence: string,
  properties: Properties = {},
): Uevent {
  const { ifindex, name } = of;
  return { from, action, sequence, ifindex, name, property: (key) => properties[key] };
}

/** A time line of a machine with these links, and a function that gives the lines after that: "since add|link|who|what". */
function begin(links: readonly Link[], hasUdevd = true, isMarked = true) {
  const wanted = (ifindex: number) => (ifindex === 4 ? "ens3npf" : undefined);
  const timeline = timelineOf({ start: START, hasUdevd: () => hasUdevd, wanted, isMarked: () => isMarked });
  const first = timeline.look(links, START);
  const say = (make: (timeline: Timeline) => ReturnType<Timeline["look"]>) =>
    make(timeline).map(({ sinceAdd, name, who, what }) => `${sinceAdd}|${name}|${who}|${what}`);
  return { say, first };
}

test("the links at the start, with a slave that comes before its master", () => {
  const { first } = begin([{ ...link(1, "eth0"), master: 2 }, MASTER]);
  assert.deepEqual(
    first.map(({ what }) => what),
    ["is there at the start, enslaved to ens3", "is there at the start"],
  );
});

test("a hotplug in which udevd renames the primary", () => {
  const { say } = begin([MASTER]);
  const lines = say((it) => [
    ...it.uevent(uevent("kernel", "add", PRIMARY, "7"), 2000),
    ...it.news({ link: PRIMARY }, 2001),
    ...it.uevent(uevent("kernel", "move", NAMED, "8", { DEVPATH_OLD: "/devices/pci/net/eth1" }), 2030),
    ...it.news({ link: NAMED }, 2030),
    ...it.news({ link: { ...NAMED, altnames: ["enp1s0npf"] } }, 2032),
    ...it.uevent(uevent("udevd", "add", NAMED, "7", { ...MARKS, INTERFACE_OLD: "eth1" }), 2040),
    ...it.uevent(uevent("udevd", "move", NAMED, "8", MARKS), 2050),
  ]);
  assert.deepEqual(lines, [
    "0|eth1|kernel|uevent add",
    "1|eth1|kernel|registered, enslaved to ens3, up",
    "30|ens3npf|kernel|uevent move (it was eth1)",
    "30|ens3npf|kernel|renamed from eth1",
    "32|ens3npf|kernel|has the altname enp1s0npf",
    "40|ens3npf|udevd|done with uevent add after 40.0 ms",
    "40|ens3npf|udevd|renamed it from eth1",
    "40|ens3npf|udevd|marked it as primary of ens3",
    "50|ens3npf|udevd|done with uevent move after 20.0 ms",
    "50|ens3npf|udevd|marked it as primary of ens3",
  ]);
});

for (const [isMarked, who] of [
  [true, "failover-ifname"],
  [false, "userspace"],
] as const) {
  test(`a rename that udevd does not claim, of a link ${isMarked ? "with" : "without"} marks`, () => {
    const { say } = begin([MASTER], true, isMarked);
    say((it) => [...it.uevent(uevent("kernel", "add", PRIMARY, "7"), 2000), ...it.news({ link: PRIMARY }, 2001)]);
    say((it) => it.news({ link: NAMED }, 2030));
    const lines = say((it) => it.uevent(uevent("udevd", "add", NAMED, "7"), 2040));
    assert.deepEqual(lines.slice(1), [`40|ens3npf|${who}|renamed it from eth1 to ens3npf 10.0 ms ago`]);
  });
}

test("a rename during the master's event", () => {
  const { say } = begin([MASTER, PRIMARY]);
  say((it) => it.uevent(uevent("kernel", "move", MASTER, "9", { DEVPATH_OLD: "/x/eth0" }), 2000));
  assert.deepEqual(
    say((it) => it.news({ link: NAMED }, 2010)),
    ["1010|ens3npf|kernel|renamed from eth1"],
  );
  const lines = say((it) => it.uevent(uevent("udevd", "move", MASTER, "9"), 2040));
  assert.deepEqual(lines, [
    "1040|ens3|udevd|done with uevent move after 40.0 ms",
    "1040|ens3npf|failover-ifname|renamed it from eth1 to ens3npf 30.0 ms ago",
  ]);
});

test("a rename to another name is not this program's", () => {
  const { say } = begin([MASTER]);
  const lan: Link = { ...PRIMARY, name: "lan0" };
  say((it) => [...it.uevent(uevent("kernel", "add", PRIMARY, "7"), 2000), ...it.news({ link: PRIMARY }, 2001)]);
  say((it) => it.news({ link: lan }, 2030));
  const lines = say((it) => it.uevent(uevent("udevd", "add", lan, "7", MARKS), 2040));
  assert.deepEqual(lines.slice(-1), ["40|lan0|userspace|renamed it from eth1 to lan0 10.0 ms ago"]);
});

for (const hasUdevd of [true, false]) {
  test(`a rename while udevd has nothing to do${hasUdevd ? "" : ", without udevd"}`, () => {
    const { say } = begin([MASTER, PRIMARY], hasUdevd);
    const lines = say((it) => [
      ...it.uevent(uevent("kernel", "move", NAMED, "8", { DEVPATH_OLD: "/x/eth1" }), 2000),
      ...it.news({ link: NAMED }, 2000),
    ]);
    assert.deepEqual(lines, [
      "1000|ens3npf|kernel|uevent move (it was eth1)",
      "1000|ens3npf|userspace|renamed it from eth1",
    ]);
  });
}

test("an unplug", () => {
  const { say } = begin([MASTER, NAMED]);
  const lines = say((it) => [
    ...it.news({ link: { ...NAMED, up: false } }, 3000),
    ...it.news({ link: { ...NAMED, up: false, master: 0 } }, 3001),
    ...it.news({ gone: 4 }, 3002),
    ...it.uevent(uevent("kernel", "remove", NAMED, "9"), 3003),
    ...it.news({ gone: 99 }, 3003),
  ]);
  assert.deepEqual(lines, [
    "2000|ens3npf|kernel|down",
    "2001|ens3npf|kernel|released",
    "2002|ens3npf|kernel|gone",
    "2003|ens3npf|kernel|uevent remove",
  ]);
});

test("a uevent that udevadm trigger has asked for begins anew", () => {
  const { say } = begin([MASTER]);
  const lines = say((it) => it.uevent(uevent("kernel", "add", MASTER, "9", { SYNTH_UUID: "0" }), 5000));
  assert.deepEqual(lines, ["0|ens3|kernel|uevent add (a program such as udevadm trigger asked for it)"]);
});

test("after events were lost, what has changed is said, and nothing about who did it", () => {
  const { say } = begin([MASTER, PRIMARY, link(5, "old")]);
  say((it) => it.uevent(uevent("kernel", "change", PRIMARY, "7"), 2000));
  const lines = say((it) => [...it.lost(3000), ...it.look([MASTER, NAMED, link(6, "new")], 3000)]);
  assert.match(lines[0] ?? "", /\|monitor\|events came faster/);
  assert.deepEqual(lines.slice(1), [
    "2000|old|kernel|gone",
    "2000|ens3npf|kernel|renamed from eth1",
    "0|new|kernel|registered",
  ]);
  const later = say((it) => it.uevent(uevent("udevd", "change", NAMED, "7"), 3100));
  assert.deepEqual(later, ["2100|ens3npf|udevd|done with uevent change"]);
});
