// SPDX-License-Identifier: MIT
/** This machine: links from netlink, and from sysfs, which finds links by name. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { SystemError } from "../../src/host/host.ts";
import { driverOf, nameAssignTypeOf, withParent } from "../../src/machine/device.ts";
import { openLive } from "../../src/machine/live.ts";
import type { Machine } from "../../src/machine/machine.ts";
import { fakeKernel } from "../netlink/fake-kernel.ts";
import { acknowledgement, newLink } from "../netlink/replies.ts";
import { hostWith } from "../support/host.ts";
import { link } from "../support/links.ts";
import { DEFAULT_CONFIG, filesWith } from "../support/machine.ts";

const ENODEV = 19;
const ETH1 = link(4, "eth1");
const FILES = {
  "/sys/class/net/eth1/ifindex": "4\n",
  "/sys/class/net/eth1/name_assign_type": "4\n",
  "/sys/class/net/eth1/device": "-> ../../../0000:00:04.0",
  "/sys/class/net/eth1/device/subsystem": "-> ../../../../bus/pci",
  "/sys/class/net/eth1/device/driver": "-> ../../../../bus/pci/drivers/mlx5_core",
  "/run/udev/data": "a directory",
  "/run/udev/data/n4": "I:1\n",
  "/proc/cmdline": "quiet\n",
  "/proc/sys/kernel/osrelease": "6.1.0\n",
};

test("what sysfs and procfs show", () => {
  const machine = machineOf(FILES);
  assert.deepEqual(withParent(machine, ETH1).parent, { bus: "pci", name: "0000:00:04.0" });
  assert.equal(nameAssignTypeOf(machine, ETH1), 4);
  assert.equal(driverOf(machine, ETH1), "mlx5_core");
  assert.equal(machine.udev.entry(4).isInitialized, true);
  assert.equal(machine.udev.exists(), true);
  assert.equal(machine.kernel.commandLine(), "quiet\n");
  assert.equal(machine.kernel.release(), "6.1.0");
  assert.equal(machine.files.path("/x"), "/x");
});

test("files that do not exist", () => {
  const machine = machineOf({});
  assert.equal(withParent(machine, ETH1).parent, undefined);
  assert.equal(nameAssignTypeOf(machine, ETH1), 0);
  assert.equal(driverOf(machine, ETH1), "");
  assert.equal(machine.udev.entry(4).isInitialized, false);
  assert.equal(machine.udev.exists(), false);
  assert.equal(machine.kernel.commandLine(), "");
  assert.equal(machine.kernel.release(), "");
});

test("a link without a device, and one whose bus cannot be read", () => {
  const ifindex = { "/sys/class/net/eth1/ifindex": "4\n" };
  assert.equal(withParent(machineOf(ifindex), ETH1).parent, undefined);
  const device = { ...ifindex, "/sys/class/net/eth1/device": "-> ../../../vif-0" };
  assert.deepEqual(withParent(machineOf(device), ETH1).parent, { bus: "", name: "vif-0" });
});

test("the source of a fact of a link", () => {
  assert.equal(machineOf({}).links.source(link(2, "a"), "IFLA_MASTER"), "RTM_GETLINK IFLA_MASTER");
});

test("a parent that netlink reports is not looked up", () => {
  const parent = { bus: "pci", name: "0000:00:07.0" };
  assert.deepEqual(withParent(machineOf(FILES), { ...ETH1, parent }).parent, parent);
});

test("a name that another link has in the meantime says nothing about this link", () => {
  for (const ifindex of ["5\n", "44\n", "4", ""]) {
    const machine = machineOf({ ...FILES, "/sys/class/net/eth1/ifindex": ifindex });
    assert.equal(withParent(machine, ETH1).parent, undefined);
    assert.equal(nameAssignTypeOf(machine, ETH1), 0);
  }
});

test("a device is looked up again by the new name of the link, but not for ever", () => {
  const files = {
    ...FILES,
    "/sys/class/net/eth1/ifindex": "5\n",
    "/sys/class/net/ens3/ifindex": "4\n",
    "/sys/class/net/ens3/device": "-> ../../../0000:00:09.0",
    "/sys/class/net/ens3/device/subsystem": "-> ../../../../bus/pci",
    "/sys/class/net/ens3/device/driver": "-> ../../../../bus/pci/drivers/bnxt_en",
  };
  const renamed = machineOf(files, () => "ens3");
  assert.deepEqual(withParent(renamed, ETH1).parent, { bus: "pci", name: "0000:00:09.0" });
  assert.equal(driverOf(renamed, ETH1), "bnxt_en", "not that of the link which has the name by now");
  let asked = 0;
  const restless = machineOf(files, () => `eth${10 + asked++}`);
  assert.equal(withParent(restless, ETH1).parent, undefined);
  assert.equal(asked, 8);
});

test("the ifindex is read after the attribute", () => {
  const reads: string[] = [];
  nameAssignTypeOf(
    machineOf(FILES, undefined, (path) => reads.push(path)),
    ETH1,
  );
  assert.deepEqual(reads, ["/sys/class/net/eth1/name_assign_type", "/sys/class/net/eth1/ifindex"]);
});

test("an attribute that is not a number, and one that the kernel does not have", () => {
  const garbage = machineOf({ ...FILES, "/sys/class/net/eth1/name_assign_type": "x\n" });
  assert.equal(nameAssignTypeOf(garbage, ETH1), 0);
  const refusing = machineOf(FILES, undefined, (path) => {
    if (path.endsWith("name_assign_type")) throw new SystemError(22, "read");
  });
  assert.equal(nameAssignTypeOf(refusing, ETH1), 0);
});

test("making the machine calls nothing of the system, because the snapshot is made at that time", () => {
  openLive(hostWith({}), () => assert.fail("the configuration is not needed"));
});

test("the configuration is read once, at its first use", () => {
  let reads = 0;
  const { config } = openLive(hostWith({}), () => {
    reads++;
    return DEFAULT_CONFIG;
  });
  assert.equal(config(), config());
  assert.equal(reads, 1);
});

/** This machine with these files. Netlink finds link 4 by a name, or does not find it. */
function machineOf(
  contents: { readonly [path: string]: string },
  nameNow?: () => string,
  onRead: (path: string) => void = () => {},
): Machine {
  const files = filesWith(contents);
  const { host } = fakeKernel((request) =>
    nameNow === undefined ? [{ bytes: acknowledgement(request, ENODEV) }] : [{ bytes: newLink(request, 4, nameNow()) }],
  );
  const readFile = (path: string, limit: number) => {
    onRead(path);
    return files.readFile(path, limit);
  };
  return openLive({ ...host, readFile, readSymlink: files.readSymlink }, () => DEFAULT_CONFIG);
}
