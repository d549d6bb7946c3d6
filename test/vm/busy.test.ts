// SPDX-License-Identifier: MIT
/** A kernel that does not rename slaves while they are up, as before 5.2. A module makes the guest's kernel do that. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { whyModuleUnavailable } from "./availability.ts";
import { noLiveRenameFiles } from "./kernel-module.ts";
import type { Machine } from "./machine.ts";
import { describeTrio, readTrio } from "./names.ts";
import { assertNames, replugged } from "./steps.ts";
import { suiteOf } from "./suites.ts";
import { describeTimes, handlingTimes, readUevents, recordUevents } from "./uevents.ts";
import { type Say, withMachine } from "./with-machine.ts";

/** Its kernel, 6.1, is the last one with the flag that the module removes. */
const release = "bookworm";

/** The default time limit of a run. */
const deadline = 2000;

const skip = (await whyModuleUnavailable(release)) ?? false;
const settings = { skip, timeout: 300_000 };

test("a slave that cannot be renamed gets an altname, and one line in the log", settings, async () => {
  await withMachine(await busyMachine(), async (machine, say) => {
    await assertBusy(machine);
    await recordUevents(machine);
    for (const cycle of [1, 2, 3]) {
      await machine.succeed("dmesg -c >/dev/null");
      const trio = await replugged(machine);
      const log = (await machine.succeed("dmesg | grep failover-ifname || true")).split("\n");
      say(`cycle ${cycle}: ${describeTrio(trio)}; the log: ${log.join(" | ")}`);
      assert.match(trio.primary?.name ?? "", /^eth\d+$/);
      assert.ok(trio.primary?.altnames.includes("enp1s0npf"), "no altname");
      assert.ok(trio.primary?.up, "the primary is down");
      assert.equal(trio.standby?.name, "enp1s0nsby");
      assert.equal(log.length, 1);
      assert.match(log[0] ?? "", new RegExp(`${trio.primary?.name}.*enp1s0npf`));
    }
    const times = handlingTimes(await readUevents(machine));
    say(`from the primary's add event to the end of udevd's work on it: ${describeTimes(times)}`);
    assert.equal(times.length, 3);
    // The time of the run that waits for its deadline, and of udevd's other work under emulation.
    assert.ok(Math.max(...times) < deadline + 2000, "the run did not end in time");
    await setDownMeanwhile(machine, say);
  });
});

test("with Bounce=yes a slave is set down for its new name, and up again", settings, async () => {
  const configuration = { path: "etc/failover-ifname.conf", text: "Bounce=yes\n" };
  const options = await busyMachine();
  await withMachine({ ...options, files: [...options.files, configuration] }, async (machine, say) => {
    await assertBusy(machine);
    await recordUevents(machine);
    for (const cycle of [1, 2, 3]) {
      const trio = await replugged(machine);
      say(`cycle ${cycle}: ${describeTrio(trio)}`);
      assertNames(trio, "enp1s0");
      assert.deepEqual([trio.master.up, trio.standby?.up, trio.primary?.up], [true, true, true]);
    }
    say(`from the primary's add event to the end: ${describeTimes(handlingTimes(await readUevents(machine)))}`);
    // The log reports each name that was given, and nothing else.
    assert.equal(await machine.succeed("dmesg | grep failover-ifname | grep -v ' is enp1s0' || true"), "");
  });
});

async function busyMachine() {
  const suite = await suiteOf(release);
  const machine = { withRule: true, udevDebug: false, hotplug: "acpi", masterUp: true } as const;
  return { ...machine, suite, files: await noLiveRenameFiles(suite) };
}

/** A run that waits renames the slave as soon as another program sets it down. */
async function setDownMeanwhile(machine: Machine, say: Say): Promise<void> {
  const { primary } = await readTrio(machine);
  const output = await machine.succeed(
    `failover-ifname rename & usleep 300000; ip link set ${primary?.name} down; wait $!`,
  );
  const trio = await readTrio(machine);
  say(`set down while a run was waiting: ${describeTrio(trio)}; the run told: ${output}`);
  assertNames(trio, "enp1s0");
}

/** The standby is a slave like the primary, and is present from the start. */
async function assertBusy(machine: Machine): Promise<void> {
  const { standby } = await readTrio(machine);
  const { status, output } = await machine.run(`ip link set ${standby?.name} name other0`);
  assert.deepEqual(
    { busy: /Device or resource busy/.test(output), up: standby?.up, status },
    { busy: true, up: true, status: 2 },
  );
}
