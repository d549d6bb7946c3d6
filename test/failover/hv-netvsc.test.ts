// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { test } from "node:test";
import { findGroup, findSlave, observe } from "../../src/failover/group.ts";
import { hvNetvsc } from "../../src/failover/hv-netvsc.ts";
import { recognize } from "../../src/failover/master.ts";
import type { Link } from "../../src/netlink/link.ts";
import { FEATURES_WITH_STANDBY, GUID, link, PAIR, pci, TRIO, VMBUS_DRIVER, virtio } from "../support/links.ts";
import { machineWith } from "../support/machine.ts";

const FILES = { [VMBUS_DRIVER]: "-> ../../../../bus/vmbus/drivers/hv_netvsc" };
const { master, primary } = PAIR;

const rolesIn = (links: readonly Link[], files: { readonly [path: string]: string } = FILES) => {
  const { groups } = observe(machineWith({ links, files }));
  return groups.map((group) => [
    group.master.link.name,
    ...group.slaves.map(({ link, role }) => `${link.name} ${role}`),
  ]);
};

test("bus and driver of the parent show the master", () => {
  const machine = machineWith({ links: [master], files: FILES });
  const { kind, facts } = recognize(machine, master);
  assert.equal(kind, hvNetvsc);
  assert.deepEqual(facts, [{ fact: `the driver of ${GUID} is hv_netvsc`, source: VMBUS_DRIVER }]);
});

test("a NIC with another driver of that bus, or with none, is not a master", () => {
  for (const driver of ["uio_hv_generic", undefined]) {
    const files = driver === undefined ? {} : { [VMBUS_DRIVER]: `-> ../drivers/${driver}` };
    const { kind, facts } = recognize(machineWith({ links: [master], files }), master);
    assert.equal(kind, undefined);
    assert.equal(facts[0]?.fact, `the driver of ${GUID} is ${driver ?? "not known"}`);
  }
});

test("a NIC on another bus is not a master, and nothing is read for it", () => {
  for (const parent of [pci(3), { bus: "usb", name: "1-1:1.0" }, { bus: "vmbus2", name: GUID }]) {
    const machine = machineWith({ links: [{ ...master, parent }], files: FILES });
    assert.equal(recognize(machine, { ...master, parent }).kind, undefined);
    assert.deepEqual(machine.asked, []);
  }
});

test("the VF is the primary", () => {
  assert.deepEqual(rolesIn([master, primary]), [["eth0", "eth1 primary"]]);
});

test("IFLA_MASTER decides: a VF that has not joined is not a slave", () => {
  const waiting = { ...primary, master: 0 };
  assert.deepEqual(rolesIn([master, waiting]), [["eth0"]]);
  assert.equal(findSlave(machineWith({ links: [master, waiting], files: FILES }), waiting), undefined);
});

test("only a PCI function can be a VF", () => {
  const others = [master.parent, virtio(1), { bus: "usb", name: "1-1:1.0" }, undefined];
  for (const parent of others) assert.deepEqual(rolesIn([master, { ...primary, parent }]), [["eth0"]]);
});

test("a master without a VF is a group without slaves", () => {
  const machine = machineWith({ links: [master], files: FILES });
  assert.deepEqual(findGroup(machine, master.ifindex)?.slaves, []);
  assert.deepEqual(rolesIn([master]), [["eth0"]]);
  assert.deepEqual(rolesIn([master], {}), [], "another driver");
  const features = { virtio0: FEATURES_WITH_STANDBY };
  assert.deepEqual(observe(machineWith({ links: [TRIO.master], features })).groups, [], "net_failover has a standby");
});

test("a master that is a bond port is a master, and is not a slave", () => {
  const port = { ...master, master: 9, slaveKind: "bond" };
  assert.deepEqual(rolesIn([port, primary, link(9, "bond0", { kind: "bond" })]), [["eth0", "eth1 primary"]]);
});

test("a VF that is a bond port is not a slave of the synthetic NIC", () => {
  const port = { ...primary, master: 9, slaveKind: "bond" };
  assert.deepEqual(rolesIn([master, port, link(9, "bond0", { kind: "bond" })]), [["eth0"]]);
});

test("two ports of one PCI function, as MANA has them, under two masters", () => {
  const other = link(4, "eth2", { parent: { bus: "vmbus", name: "other" } });
  const files = { ...FILES, "/sys/bus/vmbus/devices/other/driver": "-> ../drivers/hv_netvsc" };
  const ports = [primary, { ...primary, ifindex: 5, name: "eth3", master: 4 }];
  assert.deepEqual(rolesIn([master, other, ...ports], files), [
    ["eth0", "eth1 primary"],
    ["eth2", "eth3 primary"],
  ]);
});

test("no kernel hangs if such a slave is renamed while it is up", () => {
  const links = [master, { ...primary, up: true }];
  for (const kernelRelease of ["6.16.0", "6.18.44", "7.1.0"]) {
    const machine = machineWith({ links, files: FILES, kernelRelease, drivers: { [primary.ifindex]: "mana" } });
    assert.equal(findGroup(machine, master.ifindex)?.slaves[0]?.hazard, undefined);
  }
});

test("beside a net_failover master", () => {
  const links = [master, primary, { ...TRIO.master, ifindex: 7, name: "eth7" }];
  const slaves = [TRIO.standby, TRIO.primary].map((slave) => ({ ...slave, ifindex: slave.ifindex + 5, master: 7 }));
  const machine = machineWith({
    links: [...links, ...slaves],
    files: FILES,
    features: { virtio0: FEATURES_WITH_STANDBY },
  });
  assert.deepEqual(
    observe(machine).groups.map(({ master, slaves }) => [master.kind.name, slaves.map(({ role }) => role)]),
    [
      ["hv_netvsc", ["primary"]],
      ["net_failover", ["standby", "primary"]],
    ],
  );
});
