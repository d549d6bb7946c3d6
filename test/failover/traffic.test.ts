// SPDX-License-Identifier: MIT
/** Which link of a group carries the traffic, by the rule of the kernel's drivers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { findGroup } from "../../src/failover/group.ts";
import { trafficIn } from "../../src/failover/traffic.ts";
import type { Link } from "../../src/netlink/link.ts";
import { FEATURES_WITH_STANDBY, PAIR, TRIO, VMBUS_DRIVER } from "../support/links.ts";
import { machineWith } from "../support/machine.ts";

/** up and a carrier, up without, up and not known, down. */
type State = "+" | "-" | "?" | "d";

/** The states of master, standby and primary, and which of them carries the traffic: "y", "n", or "?" if it is not known. */
const NET_FAILOVER: readonly (readonly [states: string, carries: string])[] = [
  ["+++", "nny"],
  ["++-", "nyn"],
  ["++d", "nyn"],
  ["+-+", "nny"],
  ["+--", "nnn"],
  ["+dd", "nnn"],
  ["++?", "n??"],
  ["+d?", "nn?"],
  ["+-?", "nn?"],
  ["+?+", "nny"],
  ["+?-", "n?n"],
  ["d++", "nnn"],
  ["-++", "nny"],
  ["+d", "nn"],
  ["++", "ny"],
];

/** The same of master and primary. */
const HV_NETVSC: readonly (readonly [states: string, carries: string])[] = [
  ["++", "ny"],
  ["+-", "yn"],
  ["+d", "yn"],
  ["-d", "nn"],
  ["+?", "??"],
  ["?d", "?n"],
  ["d+", "nn"],
  ["+", "y"],
];

for (const [states, carries] of NET_FAILOVER) {
  const links = [TRIO.master, TRIO.standby, TRIO.primary];
  test(`net_failover ${states}: ${carries}`, () => assert.equal(carried(links, states), carries));
}

for (const [states, carries] of HV_NETVSC) {
  const links = [PAIR.master, PAIR.primary];
  test(`hv_netvsc ${states}: ${carries}`, () => assert.equal(carried(links, states), carries));
}

function carried(all: readonly Link[], states: string): string {
  const stateOf = (link: Link) => states.charAt(link.ifindex - 2) as State;
  const links = all.slice(0, states.length).map((link) => ({ ...link, up: stateOf(link) !== "d" }));
  const features = { virtio0: FEATURES_WITH_STANDBY };
  const machine = machineWith({ links, features, files: { [VMBUS_DRIVER]: "-> ../drivers/hv_netvsc" } });
  const group = findGroup(machine, 2);
  assert.ok(group !== undefined);
  const carrierOf = (link: Link) => (stateOf(link) === "?" ? undefined : stateOf(link) === "+");
  const traffic = trafficIn(group, carrierOf);
  return links.map(({ ifindex }) => ({ true: "y", false: "n", undefined: "?" })[String(traffic[ifindex])]).join("");
}
