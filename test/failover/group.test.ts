// SPDX-License-Identifier: MIT
/** Failover slaves and groups among all the links that have a master. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { findGroup, findSlave, observe } from "../../src/failover/group.ts";
import { netFailover } from "../../src/failover/net-failover.ts";
import type { Link } from "../../src/netlink/link.ts";
import { FEATURES_WITH_STANDBY, link, pci, TRIO, virtio } from "../support/links.ts";
import { type Facts, machineWith } from "../support/machine.ts";

const { master, standby, primary } = TRIO;
const FEATURES = { virtio0: FEATURES_WITH_STANDBY, virtio1: "0".repeat(64) };

interface Case {
  readonly about: string;
  readonly link: Link;
  readonly others: readonly Link[];
  readonly role?: string;
  readonly facts?: Facts;
}

const port = (kind: string): Link => link(6, "eth6", { master: 5, slaveKind: kind, parent: pci(6) });

const CASES: readonly Case[] = [
  { about: "standby", link: standby, others: [master], role: "standby" },
  { about: "primary", link: primary, others: [master], role: "primary" },
  { about: "the master itself", link: master, others: [standby, primary] },
  { about: "a plain link", link: link(5, "eth5", { parent: pci(5) }), others: [] },
  ...["bond", "bridge", "vrf", "team", "openvswitch", "hsr"].map((kind) => ({
    about: `${kind} port`,
    link: port(kind),
    others: [link(5, `${kind}0`, { kind })],
  })),
  {
    about: "port of a master whose slaves have no kind",
    link: link(6, "eth6", { master: 5, parent: pci(6) }),
    others: [link(5, "bat0", { kind: "batadv" })],
  },
  {
    about: "bridge port on the device of a failover master",
    link: link(6, "eth6", { master: 2, slaveKind: "bridge", parent: virtio(0) }),
    others: [master],
  },
  {
    about: "primary whose master is itself a bridge port",
    link: primary,
    others: [{ ...master, master: 5, slaveKind: "bridge" }, link(5, "br0", { kind: "bridge" })],
    role: "primary",
  },
  {
    about: "the master that is a bridge port",
    link: { ...master, master: 5, slaveKind: "bridge" },
    others: [link(5, "br0", { kind: "bridge" })],
  },
  {
    about: "the master that is a bond slave",
    link: { ...master, master: 5, slaveKind: "bond" },
    others: [link(5, "bond0", { kind: "bond" })],
  },
  {
    about: "slave of a virtio link without VIRTIO_NET_F_STANDBY",
    link: link(6, "eth6", { master: 5, parent: virtio(1) }),
    others: [link(5, "eth5", { parent: virtio(1) })],
  },
  {
    about: "slave of a PCI link",
    link: link(6, "eth6", { master: 5, parent: pci(6) }),
    others: [link(5, "eth5", { parent: pci(5) })],
  },
  {
    about: "slave of a link without a device",
    link: link(6, "eth6", { master: 5, parent: pci(6) }),
    others: [link(5, "tap0")],
  },
  { about: "slave of a link that is gone", link: primary, others: [] },
  { about: "vlan on the master", link: link(6, "ens3.5", { kind: "vlan" }), others: [master] },
  {
    about: "primary without a device",
    link: { ...primary, parent: undefined },
    others: [master],
  },
  {
    about: "primary whose device only sysfs shows",
    link: { ...primary, parent: undefined },
    others: [master],
    facts: { parents: { 4: pci(4) } },
    role: "primary",
  },
  {
    about: "master and standby whose device only sysfs shows",
    link: { ...standby, parent: undefined },
    others: [{ ...master, parent: undefined }],
    facts: { parents: { 2: virtio(0), 3: virtio(0) } },
    role: "standby",
  },
];

for (const { about, link: candidate, others, role, facts } of CASES) {
  test(`${about}: ${role ?? "not a slave"}`, () => {
    const machine = machineWith({ links: [candidate, ...others], features: FEATURES, ...facts });
    const slave = findSlave(machine, candidate);
    assert.equal(slave?.role, role);
    if (role !== undefined) assert.equal(slave?.master.link.ifindex, 2);
    const observed = observe(machine).groups.flatMap(({ slaves }) => slaves);
    assert.deepEqual(
      observed.find(({ link: { ifindex } }) => ifindex === candidate.ifindex)?.role,
      role,
      "the same among all links",
    );
  });
}

const ROLES: readonly (readonly [string, Partial<Link>, string | undefined])[] = [
  ["the master's own device", { parent: virtio(0) }, "standby"],
  ["a PCI function", { parent: pci(4) }, "primary"],
  ["another virtio device", { parent: virtio(1) }, undefined],
  ["a device of the same name on another bus", { parent: { bus: "usb", name: "virtio0" } }, undefined],
  ["a device on another bus", { parent: { bus: "vmbus", name: "0" } }, undefined],
  ["a device on a bus that the kernel does not report", { parent: { bus: "", name: "0000:00:04.0" } }, undefined],
  ["no device", {}, undefined],
  ["a PCI function that is a bridge port", { parent: pci(4), slaveKind: "bridge" }, undefined],
  ["the master's device, as a bond slave", { parent: virtio(0), slaveKind: "bond" }, undefined],
];

for (const [about, fields, role] of ROLES) {
  test(`a link with ${about}: ${role ?? "not a slave"}`, () => {
    const slave = link(3, "ens3npf", { master: 2, ...fields });
    const group = findGroup(machineWith({ links: [master, slave], features: FEATURES }), 2);
    assert.deepEqual(
      group?.slaves.map((found) => found.role),
      role === undefined ? [] : [role],
    );
  });
}

test("a master without a device takes no link without a device as its standby", () => {
  const { role } = netFailover;
  assert.equal(role(link(2, "ens3"), link(3, "eth1")), undefined);
  assert.equal(role(link(2, "ens3"), primary), "primary");
});

test("if there is no failover, nothing but the link is read", () => {
  for (const candidate of [link(5, "eth5", { parent: pci(5) }), port("bridge")]) {
    const machine = machineWith({ links: [candidate, link(5, "br0", { kind: "bridge" })] });
    findSlave(machine, candidate);
    assert.deepEqual(machine.asked, []);
  }
});

test("a master whose device can no longer be read", () => {
  const links = [{ ...master, parent: undefined }, standby, primary];
  const groups = (parents: Facts["parents"] = {}) =>
    observe(machineWith({ links, features: FEATURES, parents })).groups;
  assert.deepEqual(groups(), []);
  assert.deepEqual(
    groups({ 2: virtio(0) }).map(({ slaves }) => slaves.map(({ role }) => role)),
    [["standby", "primary"]],
  );
});

test("a master whose slaves are gone", () => {
  assert.deepEqual(findGroup(machineWith({ links: [master], features: FEATURES }), 2)?.slaves, []);
});

test("a master that is gone while its slaves still exist", () => {
  const { groups, otherMasters } = observe(machineWith({ links: [standby, link(6, "eth6", { master: 7 })] }));
  assert.deepEqual([groups, otherMasters], [[], []]);
});

test("the slaves of a link that is not a master are not read", () => {
  const machine = machineWith({ links: [link(5, "eth5", { parent: pci(5) }), link(6, "br0", { kind: "bridge" })] });
  for (const ifindex of [5, 6, 7]) assert.equal(findGroup(machine, ifindex), undefined);
  assert.ok(machine.asked.every((call) => !call.startsWith("slavesOf")));
});

test("groups in order of the master, slaves in order of role and ifindex", () => {
  const links = [
    link(14, "c", { master: 9, parent: pci(2) }),
    link(13, "b", { master: 9, parent: virtio(9) }),
    link(12, "a", { master: 9, parent: pci(1) }),
    link(9, "ens9", { parent: virtio(9) }),
    link(10, "ens10", { parent: virtio(10) }),
    link(11, "d", { master: 2, parent: pci(3) }),
    link(17, "g", { master: 10, parent: pci(3) }),
    link(15, "e", { master: 7, parent: pci(5) }),
    link(7, "plain", { parent: pci(7) }),
    link(16, "f", { parent: pci(6) }),
    link(8, "br0", { kind: "bridge" }),
    link(18, "h", { master: 8, slaveKind: "bridge" }),
    master,
  ];
  const features = { virtio0: FEATURES_WITH_STANDBY, virtio9: FEATURES_WITH_STANDBY, virtio10: FEATURES_WITH_STANDBY };
  const { groups, otherMasters, links: all } = observe(machineWith({ links, features }));
  assert.deepEqual(
    groups.map((group) => [group.master.link.name, group.slaves.map((slave) => slave.link.name)]),
    [
      ["eth0", ["d"]],
      ["ens9", ["b", "a", "c"]],
      ["ens10", ["g"]],
    ],
  );
  assert.deepEqual(
    otherMasters.map((other) => [other.link.name, other.kind]),
    [
      ["plain", undefined],
      ["br0", undefined],
    ],
  );
  assert.deepEqual(all, links);
});

test("a master is found if the first link that has it as its master is not a failover slave", () => {
  const port = link(1, "port", { master: 2, slaveKind: "bridge" });
  const { groups } = observe(machineWith({ links: [port, master, standby], features: FEATURES }));
  assert.deepEqual(
    groups.map((group) => group.master.link.ifindex),
    [2],
  );
});

const HAZARDS: readonly (readonly [string, Partial<Link>, Partial<Link>, Partial<Facts>, boolean])[] = [
  ["up under a master that is up", {}, {}, {}, true],
  ["down", { up: false }, {}, {}, false],
  ["up under a master that is down", {}, { up: false }, {}, false],
  ["up, with a kernel without the hazard", {}, {}, { kernelRelease: "6.12.0" }, false],
  ["up, with a driver without the hazard", {}, {}, { drivers: { 4: "e1000e" } }, false],
];

for (const [about, slaveFields, masterFields, facts, isHazard] of HAZARDS) {
  test(`a slave that is ${about}: ${isHazard ? "a hazard" : "not a hazard"}`, () => {
    const links = [
      { ...master, ...masterFields },
      { ...primary, ...slaveFields },
    ];
    const given = { links, features: FEATURES, kernelRelease: "6.16.3", drivers: { 4: "mlx5_core" }, ...facts };
    assert.equal(findSlave(machineWith(given), links[1] ?? primary)?.hazard !== undefined, isHazard);
  });
}

test("a master is looked at once, also if it is not a failover master", () => {
  const links = [link(5, "eth5", { parent: virtio(1) }), link(6, "eth6", { master: 5, parent: pci(6) })];
  const machine = machineWith({ links, features: FEATURES });
  assert.deepEqual(
    observe(machine).otherMasters.map((other) => other.link.name),
    ["eth5"],
  );
  assert.equal(machine.asked.filter((path) => path.endsWith("/features")).length, 1);
});
