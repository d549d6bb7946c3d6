/** Which links are failover masters, and what their slaves are to them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { groupLinks, groupOf } from "../../src/failover/group.ts";
import { KIND_NAMES } from "../../src/failover/kinds.ts";
import type { Link, Master } from "../../src/links/link.ts";
import { FEATURES_WITH_STANDBY, FEATURES_WITHOUT_STANDBY, link, master, pci, TRIO, virtio } from "../support/links.ts";

const MASTER = master(2, "ens3", { parent: virtio(0), virtioFeatures: FEATURES_WITH_STANDBY });

const SLAVES: readonly (readonly [string, Partial<Link>, string])[] = [
  ["the master's own device", { parent: virtio(0) }, "standby"],
  ["a PCI function", { parent: pci(4) }, "primary"],
  ["another virtio device", { parent: virtio(1) }, "none"],
  ["a device of the same name on another bus", { parent: { bus: "usb", name: "virtio0" } }, "none"],
  ["a device on another bus", { parent: { bus: "vmbus", name: "0" } }, "none"],
  ["a device on a bus that the kernel does not tell", { parent: { bus: "", name: "0000:00:04.0" } }, "none"],
  ["no device", {}, "none"],
  ["a PCI function that is a bridge port", { parent: pci(4), slaveKind: "bridge" }, "none"],
  ["the master's device, as a bond slave", { parent: virtio(0), slaveKind: "bond" }, "none"],
];

for (const [about, fields, role] of SLAVES) {
  test(`a slave with ${about}: ${role}`, () => {
    const slave = link(3, "eth1", { master: 2, ...fields });
    const group = groupOf(MASTER, [slave], KIND_NAMES);
    assert.equal(group?.kind.name, "net_failover");
    assert.deepEqual(group?.slaves, role === "none" ? [] : [{ link: slave, role }]);
  });
}

test("a master whose device cannot be read any more", () => {
  const gone = { ...MASTER, parent: undefined };
  const roles = groupOf(
    gone,
    [link(3, "eth1", { parent: virtio(0) }), link(4, "eth2", { parent: pci(4) })],
    KIND_NAMES,
  );
  assert.deepEqual(
    roles?.slaves.map(({ role }) => role),
    ["primary"],
  );
});

test("a master whose slaves are gone", () => {
  assert.deepEqual(
    groupLinks({ links: [], masters: [MASTER] }, KIND_NAMES).map(({ slaves }) => slaves),
    [[]],
  );
});

test("a name says nothing about a role", () => {
  const slaves = [
    link(3, "ens3npf", { master: 2, parent: virtio(0) }),
    link(4, "ens3nsby", { master: 2, parent: pci(4) }),
  ];
  assert.deepEqual(
    groupOf(MASTER, slaves, KIND_NAMES)?.slaves.map(({ role }) => role),
    ["standby", "primary"],
  );
});

const MASTERS: readonly (readonly [string, Partial<Master>, boolean])[] = [
  ["virtio with VIRTIO_NET_F_STANDBY", {}, true],
  ["virtio without it", { virtioFeatures: FEATURES_WITHOUT_STANDBY }, false],
  ["virtio whose features cannot be read", { virtioFeatures: "" }, false],
  ["virtio with fewer features", { virtioFeatures: "1".repeat(62) }, false],
  ["virtio with the 62nd and the 64th bit", { virtioFeatures: `${"0".repeat(61)}101` }, false],
  ["virtio with nothing but that bit", { virtioFeatures: `${"0".repeat(62)}1` }, true],
];

for (const [about, fields, is] of MASTERS) {
  test(`a master on ${about}: ${is ? "failover" : "none of ours"}`, () => {
    const group = groupOf({ ...MASTER, ...fields }, [TRIO.standby], KIND_NAMES);
    assert.equal(group !== undefined, is);
  });
}

test("a kind that the administrator left out", () => {
  assert.equal(groupOf(MASTER, [TRIO.standby], []), undefined);
  assert.equal(groupOf(MASTER, [TRIO.standby], ["hv_netvsc"]), undefined);
});

test("groups in order of the master, slaves in order of role and ifindex", () => {
  const late = { ...MASTER, ifindex: 9, name: "ens9", parent: virtio(9) };
  const links = [
    link(14, "c", { master: 9, parent: pci(2) }),
    link(13, "b", { master: 9, parent: virtio(9) }),
    link(12, "a", { master: 9, parent: pci(1) }),
    link(11, "d", { master: 2, parent: pci(3) }),
    link(15, "e", { master: 7, parent: pci(5) }),
    link(16, "f", { parent: pci(6) }),
  ];
  const plain = master(7, "br0");
  assert.deepEqual(
    groupLinks({ links, masters: [late, plain, MASTER] }, KIND_NAMES).map(({ master: { name }, slaves }) => [
      name,
      slaves.map((slave) => slave.link.name),
    ]),
    [
      ["ens3", ["d"]],
      ["ens9", ["b", "a", "c"]],
    ],
  );
});
