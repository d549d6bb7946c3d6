// SPDX-License-Identifier: MIT
/** The executable for aarch64 and the rule, under a real arm64 kernel and a real udevd. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { expectedAnswers } from "../conformance/expected-answers.ts";
import { forArm64, machineSuite, type Suite } from "../vm/apt.ts";
import { arm64, builtProgram } from "../vm/architectures.ts";
import { unlessOnCi, whyUnavailable, whyUnfetched } from "../vm/availability.ts";
import type { Machine } from "../vm/machine.ts";
import { describeLinks, findTrio, readLinks, readTrio } from "../vm/names.ts";
import { assertMarks, assertNames, renameMaster, replug } from "../vm/steps.ts";
import { suiteOf } from "../vm/suites.ts";
import { type Say, withMachine } from "../vm/with-machine.ts";
import { fetchFirmware } from "./firmware.ts";

const suite = forArm64(machineSuite);
const skip = (await whyUnavailable(suite)) ?? false;
const settings = { skip, timeout: 600_000 };

/** A captured root that needs much memory. */
const manyLinks = "usr/lib/machine/many-links";
const links = Array.from({ length: 500 }, (_, index) => ({ ifindex: index + 1, ifname: `x${index}` }));

test("arm64, without the rule the primary has the name of another slot", settings, async () => {
  await withMachine({ suite, withRule: false, udevDebug: false }, async (machine, say) => {
    const links = await readLinks(machine);
    await describe(machine, say, `without the rule: ${describeLinks(links)}`);
    const { master, standby, primary } = findTrio(links);
    assert.deepEqual([master.name, standby?.name, primary?.name], ["ens3", "ens3nsby", "ens4"]);
  });
});

test("arm64, with the rule: names after the boot, replugs and renames of the master", settings, async () => {
  const path = "usr/lib/machine/conformance";
  const files = [
    { path, from: builtProgram(arm64, "conformance") },
    { path: join(manyLinks, "ip-link.json"), text: JSON.stringify(links) },
  ];
  await withMachine({ suite, withRule: true, files, udevDebug: false }, async (machine, say) => {
    const links = await readLinks(machine);
    await describe(machine, say, `with the rule: ${describeLinks(links)}`);
    assertNames(findTrio(links), "ens3");
    assertMarks(findTrio(links));
    await replug(machine, say, "the master down", "ens3");
    await machine.succeed("/usr/lib/machine/master-up");
    await replug(machine, say, "the master up", "ens3");
    for (const name of ["wan0", "ens3"]) {
      await renameMaster(machine, name);
      const trio = await readTrio(machine);
      say(`the master is ${name} now: ${describeLinks(Object.values(trio))}`);
      assertNames(trio, name);
    }
    assert.deepEqual(JSON.parse(await machine.succeed(`/${path} asksRoute`)), expectedAnswers(false));
    await checkLimits(machine);
    say("what qemu-user cannot run: the kernel's answers, limits of files and memory");
  });
});

test("arm64, under systemd, started by UEFI", settings, async (context) => {
  const unfetched = await whyUnfetched("the firmware", () => fetchFirmware(suite));
  if (unfetched !== undefined) return context.skip(unfetched);
  const firmware = await fetchFirmware(suite);
  await withMachine({ suite, withRule: true, systemd: true, firmware, udevDebug: false }, async (machine, say) => {
    const links = await readLinks(machine);
    await describe(machine, say, `under systemd: ${describeLinks(links)}`);
    const udevd = "/proc/$(systemctl show --property=MainPID --value systemd-udevd)/status";
    assert.match(await machine.succeed(`grep Seccomp: "${udevd}"`), /\t2$/, "udevd is in its sandbox");
    assertNames(findTrio(links), "ens3");
    await replug(machine, say, "replug", "ens3");
  });
});

test("arm64, Debian 13", settings, async (context) => {
  const other = await suiteOf("trixie").then(forArm64, String);
  const unavailable = typeof other === "string" ? unlessOnCi(other) : await whyUnavailable(other);
  if (unavailable !== undefined) return context.skip(unavailable);
  await withMachine({ suite: other as Suite, withRule: true, udevDebug: false }, async (machine, say) => {
    const links = await readLinks(machine);
    await describe(machine, say, `with the rule: ${describeLinks(links)}`);
    assertNames(findTrio(links), "ens3");
    await replug(machine, say, "replug", "ens3");
  });
});

async function describe(machine: Machine, say: Say, text: string): Promise<void> {
  const table = "{ [ -e /sys/firmware/acpi ] && echo ACPI || echo device tree; }";
  const facts = await machine.succeed(`uname -rm; udevadm --version; ${table}; cut -d ' ' -f 1 /proc/uptime`);
  const [kernel, udev, described, uptime] = facts.split("\n");
  say(`${kernel}, udev ${udev}, ${described}, up for ${uptime} s: ${text}`);
}

async function checkLimits(machine: Machine): Promise<void> {
  const { status, output } = await machine.run("ulimit -n 3; failover-ifname name lo");
  assert.equal(status, 6);
  assert.match(output, /netlink socket: too many open files: raise the limit/);
  const seen = new Set<number>();
  const show = `failover-ifname show --root /${manyLinks} >/dev/null 2>&1`;
  const limits = `seq 1800 100 4100 | while read -r limit; do (ulimit -v "$limit"; ${show}); echo "status $?"; done`;
  for (const [, digits] of (await machine.succeed(limits)).matchAll(/status (\d+)/g)) {
    const status = Number(digits);
    // If there is no room for the executable, the kernel kills it. Then no smaller limit may have let it run.
    if (seen.size > 0 || status < 128) seen.add(status);
  }
  assert.deepEqual(
    [...seen].filter((status) => ![0, 6, 70].includes(status)),
    [],
  );
  assert.ok(seen.has(0) && seen.size > 1, `some limits let it run, and some do not: ${[...seen]}`);
}
