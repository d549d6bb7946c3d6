// SPDX-License-Identifier: MIT
/** The reference policy, enforcing, in a virtual machine: udevd and the program are confined, and the names are right. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { whyUnavailable, whyUnfetched } from "../vm/availability.ts";
import type { GuestFile } from "../vm/initramfs.ts";
import { describeTrio, readTrio } from "../vm/names.ts";
import { runUnpacked } from "../vm/packages.ts";
import { assertNames } from "../vm/steps.ts";
import { withMachine } from "../vm/with-machine.ts";
import { FILE_CONTEXTS, POLICY, policyTree } from "./tree.ts";

const skip = (await whyUnavailable()) ?? (await whyUnfetched("the policy's packages", policyTree)) ?? false;

test("names are right if SELinux is enforcing", { skip, timeout: 600_000 }, async () => {
  const files = await filesOf(await policyTree());
  const kernelArguments = ["security=selinux", "sysctl.kernel.printk_ratelimit=0"];
  const options = { withRule: true, udevDebug: false, masterUp: true, kernelArguments, files } as const;
  await withMachine(options, async (machine, say) => {
    const before = await readTrio(machine);
    const [mode = "", context = ""] = (await machine.succeed("/usr/lib/machine/enforce")).split("system_u:");
    say(`enforcing: ${mode.trim()}, udevd: ${context}`);
    assert.deepEqual([mode.trim(), context.split(":")[1]], ["1", "udev_t"]);
    await machine.succeed(`dmesg -c >/dev/null && ${comeBack}`);
    const trio = await readTrio(machine);
    say(`the primary has come back: ${describeTrio(trio)}`);
    assert.notEqual(trio.primary?.ifindex, before.primary?.ifindex);
    assertNames(trio, "ens3");
    // udevd itself has named the new link, by what PROGRAM told it. The program renames a link in a run of its master.
    await machine.succeed(misname);
    assertNames(await readTrio(machine), "ens3");
    const log = await machine.succeed("dmesg");
    assert.match(log, /failover-ifname: wrong0 .* is ens3npf now, the primary of ens3/);
    const denied = log.split("\n").filter((line) => line.includes("denied") && line.includes('comm="failover-ifname"'));
    assert.deepEqual(denied, []);
  });
});

/** The driver lets the primary go, and takes it again: a new link. udevd has the event when the second write returns. */
const comeBack = [
  "device=$(basename $(readlink /sys/class/net/ens3npf/device))",
  "cd /sys/bus/pci/drivers/e1000e",
  "echo $device >unbind",
  "echo $device >bind",
  "udevadm settle --timeout=60",
].join(" && ");

const misname = [
  "ip link set ens3npf name wrong0",
  "udevadm trigger --action=add /sys/class/net/ens3",
  "udevadm settle --timeout=60",
].join(" && ");

/** The policy, and the program that gives files their types. */
async function filesOf(tree: string): Promise<GuestFile[]> {
  const setfiles = "usr/sbin/setfiles";
  const libraries = (await runUnpacked(tree, setfiles, [], ["--list"])).matchAll(/ => (\S+) \(/g);
  const contexts = "usr/lib/machine/file_contexts";
  return [
    { path: "usr/lib/machine/enforce", from: fileURLToPath(new URL("guest/enforce", import.meta.url)) },
    { path: "usr/lib/machine/policy", from: join(tree, POLICY) },
    { path: contexts, from: join(tree, FILE_CONTEXTS) },
    { path: `${contexts}.subs_dist`, from: join(tree, "etc/selinux/default/contexts/files/file_contexts.subs_dist") },
    { path: setfiles, from: join(tree, setfiles) },
    ...[...libraries].map(([, from = ""]) => ({ path: from.slice(tree.length + 1), from })),
  ];
}
