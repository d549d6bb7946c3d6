/** Masters, and whether their names are the ones that they will keep. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  isMarked,
  isNamedByRule,
  observeAll,
  observeAsMaster,
  observeMaster,
  withParent,
} from "../../src/links/observe.ts";
import { type Facts, FEATURES_WITH_STANDBY, link, pci, sourceOf, TRIO, virtio } from "../support/links.ts";

const { master, standby, primary } = TRIO;
const READY = "I:4711\nE:ID_NET_NAME=ens3\nG:systemd\n";
const RENAMING = "I:4711\nE:ID_RENAMING=1\nE:ID_NET_NAME=ens3\n";

const SETTLED: readonly (readonly [
  string,
  Pick<Facts, "udev" | "nameAssignTypes" | "kernelRelease">,
  boolean,
  string,
])[] = [
  ["initialized by udev", { udev: { 2: READY } }, true, "udev's database"],
  ["initialized by udev, with the kernel's name", { udev: { 2: READY }, nameAssignTypes: { 2: 1 } }, true, "udev"],
  ["initialized by udev long ago: no other line", { udev: { 2: "I:4711\n" } }, true, "udev's database"],
  ["being renamed by udev", { udev: { 2: RENAMING } }, false, "ID_RENAMING"],
  // Nothing would come after a wrong no, a `move` event after a wrong yes.
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
  ["renamed before", { udev: { 2: "I:1\nE:ID_RENAMING=0\nE:XID_RENAMING=1\n" } }, true, "udev's database"],
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
    const settled = observeAsMaster(sourceOf({ links: [master], ...facts }), 2)?.settled;
    assert.equal(settled?.is, is);
    assert.ok(settled?.because.includes(because), settled?.because);
  });
}

test("a name_assign_type that was read while the link was renamed, or went away, does not count", () => {
  for (const later of [{ ...master, name: "ens3" }, undefined]) {
    const answers = [master, later];
    const source = sourceOf({ udev: {}, nameAssignTypes: { 2: 4 } });
    const observed = observeAsMaster({ ...source, byIndex: () => answers.shift() }, 2);
    assert.equal(observed?.name, "eth0");
    assert.deepEqual(observed?.settled, { is: false, because: "it is being renamed" });
    assert.deepEqual(answers, []);
  }
});

test("the database is asked before the name is read: a name read after the master has settled is final", () => {
  const source = sourceOf({ links: [master], udev: { 2: READY } });
  observeAsMaster(source, 2);
  assert.deepEqual(source.asked.slice(0, 2), ["udev 2", "byIndex 2"]);
});

test("what a master is", () => {
  const source = sourceOf({
    links: [
      master,
      link(5, "br0", { kind: "bridge" }),
      link(6, "eth6", { parent: pci(6) }),
      link(7, "eth7"),
      link(9, "tap0"),
    ],
    features: { virtio0: FEATURES_WITH_STANDBY },
    parents: { 7: virtio(0) },
  });
  assert.deepEqual(observeAsMaster(source, 2), {
    ...master,
    virtioFeatures: FEATURES_WITH_STANDBY,
    settled: { is: true, because: "there is no udev here that could rename it" },
  });
  assert.equal(observeAsMaster(source, 5), undefined, "a link of a kind of its own");
  assert.equal(observeAsMaster(source, 6)?.virtioFeatures, "");
  assert.equal(observeAsMaster(source, 9)?.virtioFeatures, "", "a link without a device");
  assert.deepEqual(observeAsMaster(source, 7)?.parent, virtio(0), "a parent that only sysfs tells");
  assert.equal(observeAsMaster(source, 7)?.virtioFeatures, FEATURES_WITH_STANDBY);
  assert.equal(observeAsMaster(source, 8), undefined, "a link that is gone");
  const asked = source.asked.filter((call) => call.startsWith("features"));
  assert.deepEqual([...new Set(asked)], ["features virtio0"], "only a virtio device is asked for features");
});

test("the master of a link", () => {
  const source = sourceOf({ links: [master, standby] });
  assert.equal(observeMaster(source, link(9, "eth9")), undefined);
  assert.equal(observeMaster(source, { ...standby, slaveKind: "bond" }), undefined);
  assert.deepEqual(source.asked, []);
  assert.equal(observeMaster(source, standby)?.ifindex, 2);
});

test("all links, and every master once", () => {
  const source = sourceOf({
    links: [link(1, "lo"), master, standby, { ...primary, parent: undefined }, link(6, "eth6", { parent: pci(6) })],
    parents: { 1: pci(1), 4: pci(4) },
  });
  const { links, masters } = observeAll(source);
  assert.deepEqual(
    links.map(({ ifindex, parent }) => [ifindex, parent?.name]),
    [
      [1, undefined],
      [2, "virtio0"],
      [3, "virtio0"],
      [4, "0000:00:04.0"],
      [6, "0000:00:06.0"],
    ],
  );
  assert.deepEqual(
    masters.map(({ ifindex }) => ifindex),
    [2],
  );
});

test("a master is seen where a link that is no failover slave comes first among those that have it as their master", () => {
  const port = link(1, "port", { master: 2, slaveKind: "bridge" });
  const { masters } = observeAll(sourceOf({ links: [port, master, standby] }));
  assert.deepEqual(
    masters.map(({ ifindex }) => ifindex),
    [2],
  );
});

test("a master of a kind of its own is none that may be a failover master, whatever its slaves say", () => {
  const { masters } = observeAll(
    sourceOf({ links: [link(5, "bat0", { kind: "batadv" }), link(6, "a", { master: 5 })] }),
  );
  assert.deepEqual(masters, []);
});

test("sysfs is asked for the parent only where it can matter", () => {
  const source = sourceOf({ parents: { 4: pci(4) } });
  const bare = { ...primary, parent: undefined };
  for (const other of [primary, { ...bare, master: 0 }, { ...bare, kind: "vlan" }, { ...bare, slaveKind: "bond" }]) {
    assert.equal(withParent(source, other), other);
  }
  assert.deepEqual(source.asked, []);
  assert.deepEqual(withParent(source, bare), primary);
});

test("a name that an earlier rule has set", () => {
  const source = sourceOf({
    udev: {
      1: "I:1\nE:FAILOVER_IFNAME_KEEP=1\n",
      2: "I:1\nE:FAILOVER_IFNAME_KEEP=0\n",
      3: "E:X=FAILOVER_IFNAME_KEEP=1\n",
    },
  });
  assert.deepEqual(
    [1, 2, 3, 4].map((ifindex) => isNamedByRule(source, ifindex)),
    [true, false, false, false],
  );
});

test("a link that udev has handled as a failover slave", () => {
  const source = sourceOf({
    udev: {
      1: "E:FAILOVER_IFNAME_ROLE=primary\n",
      2: "I:1\nE:FAILOVER_IFNAME_ROLE=standby\nE:X=1\n",
      3: "I:1\nE:FAILOVER_IFNAME_KEEP=1\n",
      4: "I:1\nE:X=FAILOVER_IFNAME_ROLE=primary\n",
    },
  });
  assert.deepEqual(
    [1, 2, 3, 4, 5].map((ifindex) => isMarked(source, ifindex)),
    [true, true, false, false, false],
  );
});
