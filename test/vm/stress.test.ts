// SPDX-License-Identifier: MIT
/** Repeats the same actions many times, to find faults that are rare. VM_STRESS sets the number. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { whyUnavailable } from "./availability.ts";
import { readCounts } from "./counts.ts";
import { describeTrio, type GuestLink, readTrio, type Trio } from "./names.ts";
import { assertNames, countWrong, renameMaster, replugged } from "./steps.ts";
import { describeTimes, namingTimes, readUevents, recordUevents } from "./uevents.ts";
import { withMachine } from "./with-machine.ts";

const skip = (await whyUnavailable()) ?? false;
const settings = { skip, timeout: 1_800_000 };
const { replugs, boots, renames, reloads } = readCounts();
const rule = "/usr/lib/udev/rules.d/79-failover-ifname.rules";
/** The number of replugs with the rule, then without it, and so on. */
const block = 10;
const quiet = { withRule: true, udevDebug: false };

test(`${replugs} replugs, and how long the primary waits for its name`, settings, async () => {
  await withMachine({ ...quiet, hotplug: "acpi", masterUp: true }, async (machine, say) => {
    await recordUevents(machine);
    const wrong: string[] = [];
    const stock: string[] = [];
    // With and without the rule in turn, so that a machine that is busy for a while affects both.
    for (let done = 0; done < replugs; done += block) {
      const count = Math.min(block, replugs - done);
      wrong.push(...(await countWrong(count, "enp1s0", () => replugged(machine))));
      await machine.succeed(`mv ${rule} ${rule}.off && udevadm control --reload`);
      stock.push(...(await countWrong(count, "enp1s0", () => replugged(machine))));
      await machine.succeed(`mv ${rule}.off ${rule} && udevadm control --reload`);
    }
    say(`${replugs} replugs with the master up and the rule: ${wrong.length} with wrong names`);
    say(`${replugs} without the rule: ${stock.length} with other names than the rule's`);
    const times = namingTimes(await readUevents(machine));
    assert.equal(times.length, 2 * replugs);
    const whereRule = (is: boolean) => times.filter((_, turn) => turnHasRule(turn) === is);
    say(`from the primary's add event to its last name, with the rule: ${describeTimes(whereRule(true))}`);
    say(`from the primary's add event to its last name, without: ${describeTimes(whereRule(false))}`);
    assert.deepEqual(wrong, []);
    assert.equal(stock.length, replugs);
  });
});

test(`${boots} boots with two processors`, settings, async () => {
  const wrong = await countWrong(boots, "ens3", () =>
    withMachine({ ...quiet, cpus: 2 }, async (machine, say) => {
      const trio = await readTrio(machine);
      say(`boot: ${describeTrio(trio)}`);
      return trio;
    }),
  );
  assert.deepEqual(wrong, []);
});

test(`virtio_net loaded ${reloads} times, the master renamed ${renames} times`, settings, async () => {
  await withMachine({ ...quiet, cpus: 2 }, async (machine, say) => {
    const wrong = await countWrong(reloads, "ens3", async () => {
      await machine.succeed("modprobe -r virtio_net && udevadm settle --timeout=30");
      await machine.succeed("modprobe virtio_net && udevadm settle --timeout=30");
      const trio = await readTrio(machine);
      say(`virtio_net unloaded and loaded: ${describeTrio(trio)}`);
      return trio;
    });
    assert.deepEqual(wrong, []);
    await machine.succeed("/usr/lib/machine/master-up");
    const names = ["wan0", "lan0", "wan0", "ens3"];
    for (let turn = 0; turn < renames; turn++) {
      const name = names[turn % names.length] ?? "";
      await renameMaster(machine, name);
      const trio = await readTrio(machine);
      say(`the master is ${name} now: ${describeTrio(trio)}`);
      assertNames(trio, name);
      assertAltnames(trio);
    }
  });
});

/** The blocks of replugs with and without the rule. The last blocks may be shorter. */
function turnHasRule(turn: number): boolean {
  const start = turn - (turn % (2 * block));
  const count = Math.min(block, replugs - start / 2);
  return turn - start < count;
}

/** Each altname of the master, also if it is a former name, gives each slave one too. */
function assertAltnames({ master, standby, primary }: Trio): void {
  const missing = (link: GuestLink | undefined, suffix: string) =>
    master.altnames.map((altname) => altname + suffix).filter((altname) => !link?.altnames.includes(altname));
  assert.deepEqual(
    { standby: missing(standby, "nsby"), primary: missing(primary, "npf") },
    { standby: [], primary: [] },
  );
}
