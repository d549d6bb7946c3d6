// SPDX-License-Identifier: MIT
/** Runs of the program at the same time, and runs that are killed. VM_STRESS sets the number. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { whyUnavailable } from "./availability.ts";
import { readCounts } from "./counts.ts";
import { addResults, describeLoops, findRemains, type LoopResult, noLoops, startLoops, stopLoops } from "./loops.ts";
import type { Machine } from "./machine.ts";
import { describeLinks, describeTrio, findTrio, readLinks, readTrio } from "./names.ts";
import { areRight, countWrong, replugged } from "./steps.ts";
import { type Say, withMachine } from "./with-machine.ts";

const skip = (await whyUnavailable()) ?? false;
const settings = { skip, timeout: 1_800_000 };
const { cycles, kills } = readCounts();
const masterName = "enp1s0";
const options = { withRule: true, udevDebug: false, cpus: 2, masterUp: true };

/** Microseconds in which most runs end, under emulation on a machine that is busy with other work. */
const runSpan = 200_000;

test(`${cycles} replugs during other runs, and ${cycles} while runs are killed`, settings, async () => {
  await withMachine({ ...options, hotplug: "acpi" }, async (machine, say) => {
    await replugInCrowd(machine, say);
    await assertNoRemains(machine);
    await replugAmongKills(machine, say);
    await assertNoRemains(machine);
  });
});

test(`${kills} runs killed midway, each followed by one that is not killed`, settings, async () => {
  await withMachine({ ...options, hotplug: "acpi" }, async (machine, say) => {
    const command = `/usr/lib/machine/kill-midway ${masterName} ${kills} ${runSpan} 2>/dev/null`;
    const { output } = await machine.run(command, 10_000 + kills * 3000);
    const turns = output
      .trimEnd()
      .split("\n")
      .map((line) => /^(\d+) (.*) > (.*)$/.exec(line) ?? [line]);
    const right = `${masterName}nsby ${masterName}npf`;
    const left = turns.flatMap(([, status, names]) => (status === "137" ? (names ?? []) : []));
    say(`${left.length} of ${turns.length} runs were killed before their end; they left ${countEach(left)}`);
    const wrong = turns.filter(([, , , names]) => names !== right).map(([line]) => line);
    say(`after another run: ${wrong.length} of ${turns.length} with wrong names`);
    assert.deepEqual(wrong, []);
    assert.equal(turns.length, kills);
    await assertNoRemains(machine);
  });
});

async function replugInCrowd(machine: Machine, say: Say): Promise<void> {
  await startLoops(machine, false);
  const wrong = await countWrong(cycles, masterName, () => replugged(machine));
  const result = await stopLoops(machine);
  sayLoops(say, `${cycles} replugs, ${wrong.length} with wrong names`, result);
  assert.deepEqual(wrong, []);
  assert.deepEqual([...result.statuses.keys()], [0]);
}

async function replugAmongKills(machine: Machine, say: Say): Promise<void> {
  let total = noLoops;
  const wrong = await countWrong(cycles, masterName, async () => {
    await startLoops(machine, true);
    await replugged(machine);
    await machine.succeed(`/usr/lib/machine/swap-slaves ${masterName} 3`);
    total = addResults(total, await stopLoops(machine));
    await machine.succeed("udevadm settle --timeout=30");
    const left = await readTrio(machine);
    await machine.succeed("failover-ifname rename");
    const links = await readLinks(machine);
    if (!areRight(left, masterName)) say(`left by the killed: ${describeTrio(left)}; then: ${describeLinks(links)}`);
    assert.ok(!links.some((link) => link.name.startsWith("ren")), `a temporary name: ${describeLinks(links)}`);
    return findTrio(links);
  });
  sayLoops(say, `${cycles} replugs, ${wrong.length} with wrong names after a plain rename`, total);
  assert.ok(total.kills > 0, "nothing was killed");
  assert.deepEqual(wrong, []);
  // 137 is for SIGKILL, 4 for a name that is taken, because swap-slaves takes names.
  const others = [...total.statuses.keys()].filter((status) => ![0, 4, 137].includes(status));
  assert.deepEqual(others, []);
}

async function assertNoRemains(machine: Machine): Promise<void> {
  await machine.succeed("udevadm settle --timeout=30");
  assert.equal(await findRemains(machine), "");
  await machine.succeed("timeout 5 failover-ifname rename");
}

function sayLoops(say: Say, what: string, result: LoopResult): void {
  say(`${what}; the loops' runs: ${describeLoops(result)}`);
  for (const line of result.errors) say(`the loops' runs told: ${line}`);
}

/** @returns how often each text occurs, such as `3 × a b, 1 × b a` */
function countEach(texts: string[]): string {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].map(([text, count]) => `${count} × ${text}`).join(", ");
}
