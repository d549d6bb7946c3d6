// SPDX-License-Identifier: MIT
/** A captured machine: files of another machine, with and without ip-link.json. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Exit } from "../../src/errors.ts";
import { nodeHost } from "../../src/host/node/host.ts";
import { openCaptured } from "../../src/machine/captured.ts";
import { driverOf, nameAssignTypeOf, withParent } from "../../src/machine/device.ts";
import type { Machine } from "../../src/machine/machine.ts";
import { type Entries, withFolder } from "../support/folder.ts";
import { link } from "../support/links.ts";
import { DEFAULT_CONFIG } from "../support/machine.ts";

/** As in the kernel's sysfs: /sys/class/net has symlinks to the directories of the links. */
const TREE: Entries = {
  "sys/class/net/ens3": { link: "../../devices/virtio0/net/ens3" },
  "sys/class/net/eth1": { link: "../../devices/virtio0/net/eth1" },
  "sys/class/net/eth2": { link: "../../devices/0000:00:04.0/net/eth2" },
  "sys/class/net/br0": { link: "../../devices/virtual/net/br0" },
  "sys/class/net/bonding_masters": "bond0\n",
  "sys/devices/virtio0/net/ens3/ifindex": "2\n",
  "sys/devices/virtio0/net/ens3/flags": "0x1003\n",
  "sys/devices/virtio0/net/ens3/name_assign_type": "4\n",
  "sys/devices/virtio0/net/ens3/uevent": "INTERFACE=ens3\nIFINDEX=2\n",
  "sys/devices/virtio0/net/ens3/device": { link: "../../../virtio0" },
  "sys/devices/virtio0/net/ens3/master": { link: "../../../virtual/net/br0" },
  "sys/devices/virtio0/net/ens3/brport/state": "3\n",
  "sys/devices/virtio0/net/eth1/ifindex": "3\n",
  "sys/devices/virtio0/net/eth1/flags": "0x1002\n",
  "sys/devices/virtio0/net/eth1/device": { link: "../../../virtio0" },
  "sys/devices/virtio0/net/eth1/master": { link: "../ens3" },
  "sys/devices/0000:00:04.0/net/eth2/ifindex": "4\n",
  "sys/devices/0000:00:04.0/net/eth2/device": { link: "../../../0000:00:04.0" },
  "sys/devices/0000:00:04.0/net/eth2/master": { link: "../../../virtio0/net/ens3" },
  "sys/devices/0000:00:04.0/subsystem": { link: "../../bus/pci" },
  "sys/devices/0000:00:04.0/driver": { link: "../../bus/pci/drivers/mlx5_core" },
  "sys/devices/virtio0/subsystem": { link: "../../bus/virtio" },
  "sys/devices/virtio0/features": "0110\n",
  "sys/bus/virtio/devices/virtio0": { link: "../../../devices/virtio0" },
  "sys/devices/virtual/net/br0/ifindex": "10\n",
  "sys/devices/virtual/net/br0/uevent": "DEVTYPE=bridge\nINTERFACE=br0\nIFINDEX=10\n",
  "run/udev/data/n2": "I:1\n",
  "proc/cmdline": "quiet\n",
  "proc/sys/kernel/osrelease": "6.1.0-13-amd64\n",
};

test("links of a tree, in order of ifindex", async () => {
  await withRoot(TREE, (machine) => {
    assert.deepEqual(machine.links.all(), [
      link(2, "ens3", {
        up: true,
        master: 10,
        slaveKind: "bridge",
      }),
      link(3, "eth1", { master: 2 }),
      link(4, "eth2", { master: 2 }),
      link(10, "br0", { kind: "bridge" }),
    ]);
    assert.equal(machine.links.byIndex(3)?.name, "eth1");
    assert.equal(machine.links.byIndex(9), undefined);
    assert.equal(machine.links.byName("br0")?.ifindex, 10);
    for (const name of ["br1", "constructor", "__proto__"]) assert.equal(machine.links.byName(name), undefined);
    assert.deepEqual(
      machine.links.slavesOf(2).map(({ name }) => name),
      ["eth1", "eth2"],
    );
  });
});

test("what a tree shows besides its links", async () => {
  await withRoot(TREE, (machine) => {
    const eth2 = link(4, "eth2");
    assert.deepEqual(withParent(machine, eth2).parent, { bus: "pci", name: "0000:00:04.0" });
    assert.equal(driverOf(machine, eth2), "mlx5_core");
    assert.equal(nameAssignTypeOf(machine, eth2), 0);
    assert.equal(nameAssignTypeOf(machine, link(2, "ens3")), 4);
    assert.equal(machine.files.readFile("/sys/bus/virtio/devices/virtio0/features", 80), "0110\n");
    assert.equal(machine.files.readFile("/sys/bus/virtio/devices/virtio1/features", 80), undefined);
    assert.equal(machine.udev.entry(2).isInitialized, true);
    assert.equal(machine.udev.entry(3).isInitialized, false);
    assert.equal(machine.udev.exists(), true);
    assert.equal(machine.kernel.commandLine(), "quiet\n");
    assert.equal(machine.kernel.release(), "6.1.0-13-amd64");
  });
});

test("ip-link.json takes precedence over the tree", async () => {
  const json = '[{"ifindex":4,"ifname":"eth2","altnames":["enp4s0"]},{"ifindex":2,"ifname":"ens3"}]';
  await withRoot({ ...TREE, "ip-link.json": json }, (machine) => {
    assert.deepEqual(machine.links.all(), [link(2, "ens3"), link(4, "eth2", { altnames: ["enp4s0"] })]);
    assert.equal(machine.links.byName("enp4s0")?.ifindex, 4);
    assert.equal(machine.links.byName("br0"), undefined);
    assert.deepEqual(withParent(machine, link(4, "eth2")).parent, { bus: "pci", name: "0000:00:04.0" });
  });
});

test("a root without udev, and without anything but links", async () => {
  await withRoot({ "sys/class/net/lo/ifindex": "1\n" }, (machine) => {
    assert.deepEqual(machine.links.all(), [link(1, "lo")]);
    assert.equal(machine.udev.exists(), false);
    assert.equal(machine.kernel.commandLine(), "");
    assert.equal(machine.kernel.release(), "");
    assert.equal(nameAssignTypeOf(machine, link(1, "lo")), 0);
  });
});

const NO_LINKS: readonly (readonly [about: string, entries: Entries])[] = [
  ["an empty directory", {}],
  ["an empty sys/class/net", { "sys/class/net": { directory: true } }],
  ["files that are not links", { "sys/class/net/bonding_masters": "\n" }],
  ["a list without links", { "ip-link.json": "[]" }],
  ["a list of what a filter took out", { "ip-link.json": "[{},{}]" }],
];

for (const [about, entries] of NO_LINKS) {
  test(`no links: ${about}`, async () => {
    await assert.rejects(
      withRoot(entries, () => {}),
      { name: "Failure", exitCode: Exit.usage, message: /no links/ },
    );
  });
}

test("two links with the same ifindex", async () => {
  const json = '[{"ifindex":2,"ifname":"a"},{"ifindex":2,"ifname":"b"}]';
  const tree = { "sys/class/net/a/ifindex": "2\n", "sys/class/net/b/ifindex": "2\n" };
  for (const entries of [{ "ip-link.json": json }, tree]) {
    await assert.rejects(
      withRoot(entries, () => {}),
      { name: "Failure", exitCode: Exit.usage, message: /ifindex 2/ },
    );
  }
});

for (const text of ["x\n", "-1\n", "1.5\n", "\n", ""]) {
  test(`not a valid ifindex: ${JSON.stringify(text)}`, async () => {
    const root = { "sys/class/net/a/ifindex": text };
    await assert.rejects(
      withRoot(root, () => {}),
      { name: "Failure", exitCode: Exit.usage, message: /not a number/ },
    );
  });
}

test("an ifindex of 0, which means none", async () => {
  await assert.rejects(
    withRoot({ "sys/class/net/a/ifindex": "0\n" }, () => {}),
    { exitCode: Exit.usage },
  );
});

test("facts name the file that they were read from", async () => {
  await withFolder({ ...TREE, "ip-link.json": '[{"ifindex":2,"ifname":"ens3"}]' }, (folder) => {
    const { links, files, udev } = openCaptured(nodeHost([]), folder, () => DEFAULT_CONFIG);
    assert.equal(links.source(link(2, "ens3"), "IFLA_INFO_KIND"), `${folder}/ip-link.json, info_kind`);
    assert.equal(files.path("/proc/cmdline"), `${folder}/proc/cmdline`);
    assert.equal(udev.source(2), `${folder}/run/udev/data/n2`);
  });
  await withFolder(TREE, (folder) => {
    const { links } = openCaptured(nodeHost([]), folder, () => DEFAULT_CONFIG);
    assert.equal(links.source(link(2, "ens3"), "IFLA_MASTER"), `${folder}/sys/class/net/ens3/master`);
  });
});

async function withRoot(entries: Entries, body: (machine: Machine) => void): Promise<void> {
  await withFolder(entries, (folder) => body(openCaptured(nodeHost([]), folder, () => DEFAULT_CONFIG)));
}
