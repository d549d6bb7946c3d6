/** Failover slaves among all the links that have a master. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { findGroup, findSlave } from "../../src/failover/find.ts";
import type { Link } from "../../src/netlink/link.ts";
import { type Facts, FEATURES_WITH_STANDBY, link, pci, sourceOf, TRIO, virtio } from "../support/links.ts";

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
    about: "primary without a device behind it",
    link: { ...primary, parent: undefined },
    others: [master],
  },
  {
    about: "primary whose device only sysfs tells",
    link: { ...primary, parent: undefined },
    others: [master],
    facts: { parents: { 4: pci(4) } },
    role: "primary",
  },
  {
    about: "master and standby whose device only sysfs tells",
    link: { ...standby, parent: undefined },
    others: [{ ...master, parent: undefined }],
    facts: { parents: { 2: virtio(0), 3: virtio(0) } },
    role: "standby",
  },
];

for (const { about, link: candidate, others, role, facts } of CASES) {
  test(`${about}: ${role ?? "no slave"}`, () => {
    const source = sourceOf({ links: [candidate, ...others], features: FEATURES, ...facts });
    const found = findSlave(source, candidate);
    assert.equal(found?.slave.role, role);
    if (role !== undefined) assert.equal(found?.group.master.ifindex, 2);
  });
}

test("where there is no failover, nothing but the link is read", () => {
  for (const candidate of [link(5, "eth5", { parent: pci(5) }), port("bridge")]) {
    const source = sourceOf({ links: [candidate, link(5, "br0", { kind: "bridge" })] });
    findSlave(source, candidate);
    assert.deepEqual(source.asked, []);
  }
});

test("the group of a master, with all its slaves", () => {
  const source = sourceOf({ links: [master, primary, standby, port("bridge")], features: FEATURES });
  assert.deepEqual(
    findGroup(source, 2)?.slaves.map(({ role, link: { name } }) => [role, name]),
    [
      ["standby", "eth1"],
      ["primary", "eth2"],
    ],
  );
});

test("links that are no master are not asked for slaves", () => {
  const source = sourceOf({ links: [link(5, "eth5", { parent: pci(5) }), link(6, "br0", { kind: "bridge" })] });
  for (const ifindex of [5, 6, 7]) assert.equal(findGroup(source, ifindex), undefined);
  assert.ok(source.asked.every((call) => !call.startsWith("slavesOf")));
});
