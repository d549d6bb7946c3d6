// SPDX-License-Identifier: MIT
/** Whether the name of a master is final. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { findMaster } from "../../src/failover/master.ts";
import { FEATURES_WITH_STANDBY, TRIO } from "../support/links.ts";
import { type Facts, machineWith } from "../support/machine.ts";

const { master } = TRIO;
const features = { virtio0: FEATURES_WITH_STANDBY };
const READY = "I:4711\nE:ID_NET_NAME=ens3\nG:systemd\n";
const RENAMING = "I:4711\nE:ID_RENAMING=1\nE:ID_NET_NAME=ens3\n";

const SETTLED: readonly (readonly [
  string,
  Pick<Facts, "udev" | "nameAssignTypes" | "kernelRelease">,
  boolean,
  string,
])[] = [
  ["initialized by udev", { udev: { 2: READY } }, true, "initialized"],
  ["initialized by udev, with the kernel's name", { udev: { 2: READY }, nameAssignTypes: { 2: 1 } }, true, "udev"],
  ["initialized by udev long ago: no other line", { udev: { 2: "I:4711\n" } }, true, "initialized"],
  ["being renamed by udev", { udev: { 2: RENAMING } }, false, "ID_RENAMING"],
  // No event follows that would correct a wrong no. After a wrong yes, a `move` event follows.
  ["marked as being renamed, but named before", { udev: { 2: RENAMING }, nameAssignTypes: { 2: 4 } }, true, "type 4"],
  ["marked as being renamed, but up on an old kernel", { udev: { 2: RENAMING }, kernelRelease: "6.1.0" }, true, "up"],
  ["unknown to udev, but up on an old kernel", { udev: {}, kernelRelease: "5.10.0-30-amd64" }, true, "it is up"],
  [
    "unknown to udev, and up on a kernel that renames it",
    { udev: {}, kernelRelease: "6.2.0" },
    false,
    "not initialized",
  ],
  ["being renamed at its first event", { udev: { 2: "E:ID_RENAMING=1\n" } }, false, "ID_RENAMING"],
  ["renamed before", { udev: { 2: "I:1\nE:ID_RENAMING=0\nE:XID_RENAMING=1\n" } }, true, "initialized"],
  ["in the database, but not initialized", { udev: { 2: "E:ID_NET_NAME=I:4\n" } }, false, "not initialized"],
  ["not initialized, and empty", { udev: { 2: "" } }, false, "not initialized"],
  ["unknown to udev", { udev: {} }, false, "not initialized"],
  ["unknown to udev, name of the kernel", { udev: {}, nameAssignTypes: { 2: 1 } }, false, "not initialized"],
  ["unknown to udev, predictable name", { udev: {}, nameAssignTypes: { 2: 2 } }, false, "not initialized"],
  ["unknown to udev, name of a user", { udev: {}, nameAssignTypes: { 2: 3 } }, true, "name_assign_type 3"],
  ["unknown to udev, renamed", { udev: {}, nameAssignTypes: { 2: 4 } }, true, "name_assign_type 4"],
  ["no udev", {}, true, "no udev"],
  ["no udev, name of the kernel", { nameAssignTypes: { 2: 1 } }, true, "no udev"],
];

for (const [about, facts, is, because] of SETTLED) {
  test(`${about}: ${is ? "settled" : "not settled"}`, () => {
    const settled = findMaster(machineWith({ links: [master], features, ...facts }), 2)?.settled;
    assert.equal(settled?.status, is);
    assert.ok(settled?.reason.includes(because), settled?.reason);
  });
}

test("a name_assign_type does not count if the link was renamed or disappeared during the read", () => {
  for (const later of [{ ...master, name: "ens3" }, undefined]) {
    const answers = [master, later];
    const machine = machineWith({ links: [master], features, udev: {}, nameAssignTypes: { 2: 4 } });
    const found = findMaster({ ...machine, links: { ...machine.links, byIndex: () => answers.shift() } }, 2);
    assert.equal(found?.link.name, "eth0");
    assert.equal(found?.settled.status, false);
    assert.equal(found?.settled.reason, "it is being renamed");
    assert.equal(found?.settled.source, "IFLA_IFNAME");
    assert.deepEqual(answers, []);
  }
});

test("the database is read before the name, because a name that is read after the master has settled is final", () => {
  const machine = machineWith({ links: [master], features, udev: { 2: READY } });
  findMaster(machine, 2);
  assert.deepEqual(machine.asked.slice(0, 2), ["/run/udev/data/n2", "byIndex 2"]);
});

test("the source of the fact is named", () => {
  const sources: readonly (readonly [Partial<Facts>, string])[] = [
    [{ udev: { 2: READY } }, "/run/udev/data/n2"],
    [{}, "/run/udev/data"],
    [{ udev: {}, kernelRelease: "6.1.0" }, "ifi_flags"],
    [{ udev: {}, nameAssignTypes: { 2: 4 } }, "/sys/class/net/eth0/name_assign_type"],
    [{ udev: { 2: RENAMING } }, "/run/udev/data/n2"],
  ];
  for (const [facts, source] of sources) {
    assert.equal(findMaster(machineWith({ links: [master], features, ...facts }), 2)?.settled.source, source);
  }
});
