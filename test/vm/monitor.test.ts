// SPDX-License-Identifier: MIT
/** `monitor` of a real hotplug: what the kernel, udevd and the program do, in this order. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { whyUnavailable } from "./availability.ts";
import type { Machine } from "./machine.ts";
import { type GuestLink, readTrio } from "./names.ts";
import { withMachine } from "./with-machine.ts";

const skip = (await whyUnavailable()) ?? false;
const settings = { skip, timeout: 300_000 };

test("the time line of a hotplug, and of a rename of the master", settings, async () => {
  await withMachine({ withRule: true, hotplug: "acpi", masterUp: true, udevDebug: false }, async (machine, say) => {
    await machine.unplugPrimary();
    await machine.succeed("/usr/lib/machine/record-timeline enp1s0 marker");
    await machine.plugPrimary();
    await machine.succeed("ip link set enp1s0 down && ip link set enp1s0 name lan0 && udevadm settle --timeout=30");
    const text = await readTimeline(machine);
    say(`\n${text}`);
    const { standby, primary } = await readTrio(machine);
    assert.ok(standby !== undefined && primary !== undefined);
    const linesOf = ({ ifindex }: GuestLink): string[] =>
      text
        .split("\n")
        .filter((line) => line.includes(` #${ifindex} `))
        .map((line) => line.replace(/^ *[\d.]+ +[\d.]+ +\S+ #\d+ +/, "").replace(/ +/, ": "));
    // A look at the links shows a rename before the event of it is read, and a slow machine reads an event of udevd together
    // with what the kernel says later. So the lines of each have their order, and those that depend on each other.
    const ofPrimary = linesOf(primary);
    assertOrder(ofPrimary, [
      /^kernel: uevent add$/,
      /^kernel: registered, enslaved to enp1s0/,
      /^kernel: renamed from eth\d$/,
      /^udevd: done with uevent add after [\d.]+ ms$/,
      /^udevd: renamed it from eth\d$/,
      /^udevd: marked it as primary of enp1s0$/,
      /^udevd: done with uevent move/,
    ]);
    assertOrder(ofPrimary, [
      /^kernel: renamed from eth\d$/,
      /^kernel: renamed from enp1s0npf/,
      /^failover-ifname: renamed it from enp1s0npf to lan0npf/,
    ]);
    assertOrder(ofPrimary, [/^plan: primary: rename to enp1s0npf/, /^plan: primary: nothing/]);
    const ofStandby = linesOf(standby);
    assertOrder(ofStandby, [
      /^kernel: is there at the start, enslaved to enp1s0, up$/,
      /^kernel: renamed from enp1s0nsby/,
      /^failover-ifname: renamed it from enp1s0nsby to lan0nsby/,
    ]);
    assertOrder(ofStandby, [/^kernel: is there at the start/, /^plan: standby: nothing/]);
  });
});

/** The time line until an event that comes after all others. A new altname causes an event only if the link is up. */
async function readTimeline(machine: Machine): Promise<string> {
  await machine.succeed("ip link property add dev lo altname marker; ip link set lo down; ip link set lo up");
  await machine.succeed("timeout 30 cat /run/timeline.end");
  return machine.succeed("cat /run/timeline");
}

/** For each pattern there is a line, and they come in this order. */
function assertOrder(lines: readonly string[], patterns: readonly RegExp[]): void {
  let at = 0;
  for (const pattern of patterns) {
    const found = lines.slice(at).findIndex((line) => pattern.test(line));
    assert.notEqual(found, -1, `${pattern} after line ${at} of:\n${lines.join("\n")}`);
    at += found + 1;
  }
}
