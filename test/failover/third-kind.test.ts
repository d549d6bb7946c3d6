// SPDX-License-Identifier: MIT
/** Another kind of master needs one file beside the others, and one line in kinds.ts. Then every command knows it. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import type { FailoverKind } from "../../src/failover/kind.ts";
import { KIND_NAMES, KINDS } from "../../src/failover/kinds.ts";
import { recognize } from "../../src/failover/master.ts";
import { readAttribute } from "../../src/host/files.ts";
import { type Entries, withFolder } from "../support/folder.ts";
import { FEATURES_WITH_STANDBY, TRIO } from "../support/links.ts";
import { machineWith } from "../support/machine.ts";

/** The content of that file: the backend of a Xen device says "failover", and both slaves are PCI functions. */
const xenFailover: FailoverKind = {
  name: "xen_failover",
  worksAlone: false,
  renamesUpSince: [5, 2, 0],
  hazards: [],
  deviceFiles: ["backend"],
  recognize: ({ files }, { parent }) => {
    const backend = `/sys/bus/xen/devices/${parent?.name}/backend`;
    const isMaster = parent?.bus === "xen" && readAttribute(files, backend) === "failover\n";
    return { isMaster, facts: [{ fact: `the backend is ${isMaster ? "" : "not "}failover`, source: backend }] };
  },
  role: (_master, { parent }) => (parent?.bus === "pci" ? "primary" : parent?.bus === "usb" ? "standby" : undefined),
};

before(() => {
  // The line in kinds.ts. For all other code, the lists are constants.
  (KINDS as FailoverKind[]).push(xenFailover);
  (KIND_NAMES as string[]).push(xenFailover.name);
});

after(() => {
  (KINDS as FailoverKind[]).pop();
  (KIND_NAMES as string[]).pop();
});

const ROOT: Entries = {
  "ip-link.json": JSON.stringify([
    { ifindex: 2, ifname: "xn0", parentbus: "xen", parentdev: "vif-0" },
    { ifindex: 3, ifname: "eth1", master: "xn0", parentbus: "usb", parentdev: "1-1:1.0" },
    { ifindex: 4, ifname: "eth2", master: "xn0", parentbus: "pci", parentdev: "0000:00:04.0" },
    { ifindex: 5, ifname: "eth3", parentbus: "xen", parentdev: "vif-1" },
  ]),
  "sys/class/net/xn0": { link: "../../devices/vif-0/net/xn0" },
  "sys/devices/vif-0/net/xn0/ifindex": "2\n",
  "sys/devices/vif-0/backend": "failover\n",
  "sys/bus/xen/devices/vif-0": { link: "../../../devices/vif-0" },
};

/** Imported late, because the modules of the commands compute values from the list of kinds when they are loaded. */
const inProcess = async () => (await import("../support/in-process.ts")).runInProcess;

test("the facts of all kinds that were tried, in order", () => {
  const features = { virtio0: FEATURES_WITH_STANDBY };
  const machine = machineWith({ links: [TRIO.master], features, config: { masters: ["xen_failover"] } });
  assert.deepEqual(
    recognize(machine, TRIO.master).facts.map(({ fact }) => fact),
    [
      "virtio0 has the feature VIRTIO_NET_F_STANDBY (bit 62)",
      "net_failover is switched off",
      "the backend is not failover",
    ],
  );
});

test("name, show and explain", async () => {
  const run = await inProcess();
  await withFolder(ROOT, (root) => {
    assert.equal(run(["name", "--root", root, "eth1"]).stdout, "xn0nsby\n");
    assert.equal(run(["name", "--root", root, "eth2"]).stdout, "xn0npf\n");
    assert.equal(run(["name", "--root", root, "eth3"]).status, 1);
    const [group] = JSON.parse(run(["show", "--json", "--root", root]).stdout).groups;
    assert.equal(group.kind, "xen_failover");
    assert.deepEqual(
      group.slaves.map(({ wanted }: { readonly wanted: string }) => wanted),
      ["xn0nsby", "xn0npf"],
    );
    const facts = JSON.stringify(JSON.parse(run(["explain", "--json", "--root", root, "eth2"]).stdout));
    assert.match(facts, /"the backend is failover","source":"\/sys\/bus\/xen\/devices\/vif-0\/backend"/);
    assert.match(facts, /it is the primary of the xen_failover master xn0/);
  });
});

test("Masters= can leave it out", async () => {
  const run = await inProcess();
  await withFolder({ ...ROOT, "etc/failover-ifname.conf": "Masters=net_failover\n" }, (root) => {
    assert.equal(run(["name", "--root", root, "eth2"]).status, 1);
    assert.match(run(["explain", "--root", root, "eth2"]).stdout, /xen_failover is switched off/);
  });
  await withFolder({ ...ROOT, "etc/failover-ifname.conf": "Masters=xen_failover\n" }, (root) => {
    assert.deepEqual(run(["name", "--root", root, "eth2"]), { status: 0, stdout: "xn0npf\n", stderr: "" });
  });
});

test("capture copies the files that its masters are recognized by", async () => {
  const run = await inProcess();
  await withFolder(ROOT, (root) => {
    const { status, stderr } = run(["capture", "--root", root, `${root}/copy`]);
    assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
    assert.equal(readFileSync(`${root}/copy/sys/devices/vif-0/backend`, "utf8"), "failover\n");
    assert.equal(run(["name", "--root", `${root}/copy`, "eth2"]).stdout, "xn0npf\n");
  });
});

test("rename, and the output for the rule, for slave and master", async () => {
  const { runDirectly } = await import("../sim/machine/run-alone.ts");
  const { start } = await import("../sim/machine/world.ts");
  const { groups } = await import("../sim/worlds/two-masters.ts");
  const { BOOKWORM } = await import("../sim/worlds/machines.ts");
  const bare = groups("a xen_failover", BOOKWORM, 1, { "a-standby": "eth1", "a-primary": "eth2" }, []);
  const busOf = { master: "xen", standby: "usb", primary: "pci", other: "" } as const;
  const devices = bare.devices.map((device) => ({
    ...device,
    parent: { bus: busOf[device.role], name: `${device.role}-0` },
  }));
  const world = { ...bare, devices, files: { "/sys/bus/xen/devices/master-0/backend": "failover\n" } };
  const run = (...args: readonly string[]) => runDirectly(world, start(world), { args, environment: { IFINDEX: "2" } });
  const renamed = run("rename");
  assert.deepEqual([renamed.exitCode, renamed.said], [0, []]);
  assert.deepEqual(
    renamed.state.links.map(({ name }) => name),
    ["ens3", "ens3nsby", "ens3npf"],
  );
  assert.equal(run("name", "--udev").out, "ens3 master ens3\n");
  const slave = runDirectly(world, start(world), { args: ["name", "--udev"], environment: { IFINDEX: "4" } });
  assert.equal(slave.out, "ens3npf primary ens3\n");
  assert.equal(run("rename", "--udev").state.links[2]?.name, "ens3npf");
});

test("the rule does not depend on the kinds", () => {
  const rule = readFileSync(new URL("../../rules/79-failover-ifname.rules", import.meta.url), "utf8");
  const lines = rule.split("\n").filter((line) => !line.startsWith("#"));
  assert.doesNotMatch(lines.join("\n"), /virtio|features|net_failover|vmbus|netvsc/);
});
