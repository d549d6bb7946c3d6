// SPDX-License-Identifier: MIT
/** udevd.ts does in TypeScript what the rule says. This is the text that it must agree with. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const rule = readFileSync(new URL("../../rules/79-failover-ifname.rules", import.meta.url), "utf8");

test("the simulated udevd does what the rule says", () => {
  const lines = rule
    .replaceAll("\\\n", "")
    .split("\n")
    .map((line) => line.replace(/\s+/g, " ").trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  assert.deepEqual(lines, MODELLED);
});

/** If the rule changes, change udevd.ts first, then this. */
const MODELLED = [
  // take: PROGRAM for each link that has a driver, except at `remove`.
  'SUBSYSTEM=="net", ACTION!="remove", DRIVERS=="?*", GOTO="failover_ifname_begin"',
  'GOTO="failover_ifname_end"',
  'LABEL="failover_ifname_begin"',
  'PROGRAM!="failover-ifname name --udev", GOTO="failover_ifname_end"',
  'RESULT!="* master *", GOTO="failover_ifname_slave"',
  // programEnded, a master.
  'ACTION=="add|move", RUN+="failover-ifname rename --udev"',
  'GOTO="failover_ifname_end"',
  // programEnded, a slave. The marks are for other programs; in these worlds no earlier rule has set NAME.
  'LABEL="failover_ifname_slave"',
  'ACTION=="move", IMPORT{db}="FAILOVER_IFNAME_ROLE"',
  'ACTION=="move", ENV{FAILOVER_IFNAME_ROLE}=="", RUN+="failover-ifname rename --udev"',
  'ENV{FAILOVER_IFNAME_ROLE}="%c{2}", ENV{FAILOVER_IFNAME_MASTER}="%c{3}"',
  'ENV{NM_UNMANAGED}="1", ENV{ID_NET_MANAGED_BY}="unmanaged"',
  'ACTION!="add", IMPORT{db}="FAILOVER_IFNAME_KEEP"',
  'ACTION=="add", NAME!="", ENV{FAILOVER_IFNAME_KEEP}="1", GOTO="failover_ifname_end"',
  'ACTION=="add", NAME="%c{1}", RUN+="failover-ifname rename --udev"',
  'LABEL="failover_ifname_end"',
];
