// SPDX-License-Identifier: MIT
/** Which links are failover masters, and how they are recognized. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { findMaster, recognize } from "../../src/failover/master.ts";
import { FEATURES_WITH_STANDBY, FEATURES_WITHOUT_STANDBY, link, pci, TRIO, virtio } from "../support/links.ts";
import { machineWith } from "../support/machine.ts";

const { master } = TRIO;

const FEATURES: readonly (readonly [string, string | undefined, boolean])[] = [
  ["with VIRTIO_NET_F_STANDBY", FEATURES_WITH_STANDBY, true],
  ["without it", FEATURES_WITHOUT_STANDBY, false],
  ["whose features cannot be read", undefined, false],
  ["with fewer features", "1".repeat(62), false],
  ["with the 62nd and the 64th bit", `${"0".repeat(61)}101`, false],
  ["with nothing but that bit", `${"0".repeat(62)}1`, true],
];

for (const [about, bits, isMaster] of FEATURES) {
  test(`a virtio device ${about}: ${isMaster ? "a master" : "not a master"}`, () => {
    const features: { [device: string]: string } = bits === undefined ? {} : { virtio0: bits };
    const found = findMaster(machineWith({ links: [master], features }), 2);
    assert.equal(found?.kind.name, isMaster ? "net_failover" : undefined);
    if (isMaster) assert.deepEqual(found?.link, master);
  });
}

test("links that are not failover masters", () => {
  const machine = machineWith({
    links: [
      link(5, "br0", { kind: "bridge", parent: virtio(0) }),
      link(6, "eth6", { parent: pci(6) }),
      link(7, "eth7"),
    ],
    features: { virtio0: FEATURES_WITH_STANDBY },
  });
  for (const ifindex of [5, 6, 7, 8]) assert.equal(findMaster(machine, ifindex), undefined);
});

test("a parent that only sysfs shows", () => {
  const machine = machineWith({
    links: [{ ...master, parent: undefined }],
    features: { virtio0: FEATURES_WITH_STANDBY },
    parents: { 2: virtio(0) },
  });
  assert.deepEqual(findMaster(machine, 2)?.link.parent, virtio(0));
});

test("a kind that the configuration leaves out", () => {
  const features = { virtio0: FEATURES_WITH_STANDBY };
  const machine = machineWith({
    links: [master],
    features,
    config: { masters: ["hv_netvsc"], setAt: { Masters: "file:3" } },
  });
  assert.equal(findMaster(machine, 2), undefined);
  assert.deepEqual(
    recognize(machine, master).facts.map(({ fact }) => fact),
    ["virtio0 has the feature VIRTIO_NET_F_STANDBY (bit 62)", "net_failover is switched off"],
  );
  assert.equal(recognize(machine, master).facts.at(-1)?.source, "Masters=hv_netvsc in file:3 leaves out net_failover");
});

test("the facts, and where they were read", () => {
  const file = "/sys/bus/virtio/devices/virtio0/features";
  const facts = (bits: string) =>
    recognize(machineWith({ links: [master], features: { virtio0: bits } }), master).facts;
  assert.deepEqual(facts(FEATURES_WITH_STANDBY), [
    { fact: "virtio0 has the feature VIRTIO_NET_F_STANDBY (bit 62)", source: file },
  ]);
  assert.deepEqual(facts(FEATURES_WITHOUT_STANDBY), [
    { fact: "virtio0 does not have the feature VIRTIO_NET_F_STANDBY (bit 62)", source: file },
  ]);
  assert.deepEqual(recognize(machineWith({}), link(5, "br0", { kind: "bridge" })).facts, [
    { fact: "the master br0 is a bridge", source: "IFLA_INFO_KIND" },
  ]);
});

test("nothing is read for a NIC on a bus without masters, and the configuration is read only for a master", () => {
  const machine = machineWith({ features: { virtio0: FEATURES_WITHOUT_STANDBY } });
  const noConfig = { ...machine, config: () => assert.fail("the configuration is not needed") };
  recognize(noConfig, link(6, "eth6", { parent: pci(6) }));
  assert.deepEqual(machine.asked, []);
  recognize(noConfig, link(7, "eth7", { parent: virtio(0) }));
  assert.deepEqual(machine.asked, ["/sys/bus/virtio/devices/virtio0/features"]);
});
