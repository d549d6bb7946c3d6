// SPDX-License-Identifier: MIT
/** hv_netvsc on the kernels of Debian 12 and 13. A module stands in for the driver, an e1000e is the VF. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { whyModuleUnavailable } from "./availability.ts";
import type { Machine } from "./machine.ts";
import { describePair, pairMachine, readPair, readSwitches, revoke, setParameter } from "./netvsc-machine.ts";
import {
  assertMarks,
  checkBoot,
  checkLeftAlone,
  checkOlderVf,
  checkRenames,
  checkRevocations,
} from "./netvsc-steps.ts";
import { type Say, withMachine } from "./with-machine.ts";

const timeout = 300_000;
const rule = "/usr/lib/udev/rules.d/79-failover-ifname.rules";
const configuration = "/etc/failover-ifname.conf";

const newKernel = { skip: (await whyModuleUnavailable("trixie")) ?? false, timeout };
const oldKernel = { skip: (await whyModuleUnavailable("bookworm")) ?? false, timeout };

test("Debian 13, whose kernel renames a VF that is up", newKernel, async (t) => {
  await withMachine(await pairMachine("trixie"), async (machine, say) => {
    await t.test("boot", () => checkBoot(machine, say));
    await t.test("10 revocations, the VF is opened after 100 ms", () => checkRevocations(machine, say, 10));
    await t.test("10 revocations, the VF is opened at once", () => checkRevocations(machine, say, 10, "early"));
    await t.test("the synthetic NIC is renamed", () => checkRenames(machine, say, false));
    await t.test("the VF is older than the synthetic NIC", () => checkOlderVf(machine, say, "join_in_probe=1"));
    await setParameter(machine, "post_init", 0);
    await t.test("IFF_SLAVE comes with the join, as before 6.7", () => checkRevocations(machine, say, 1));
    await checkStock(t, machine, say, /^enp\ds0$/);
  });
});

test("Debian 12, whose kernel does not rename a VF that is up", oldKernel, async (t) => {
  // Emulation is slow. Measured in instructions, the machine has the time that a real one has.
  await withMachine({ ...(await pairMachine("bookworm")), countInstructions: true }, async (machine, say) => {
    await t.test("boot", () => checkBoot(machine, say));
    await t.test("3 revocations, the VF is opened after 100 ms", () => checkRevocations(machine, say, 3));
    await t.test("the synthetic NIC is renamed", () => checkRenames(machine, say, true));
    await t.test("the VF is older than the synthetic NIC", () => checkOlderVf(machine, say, "join_in_probe=1"));
    await t.test("the same in the order of before 6.8", () => checkOlderVf(machine, say, "join_in_probe=0"));
    await checkStock(t, machine, say, /^enp\ds0$/);
    await t.test("the VF is up before it has its name", () => checkMissed(machine, say));
    await t.test("the same with Bounce=yes", () => checkBounce(machine, say));
    await machine.succeed(`mv ${rule} ${rule}.off && udevadm control --reload`);
    await t.test("the same without the rule", () =>
      checkLeftAlone(machine, say, "without the rule", /^eth\d$/, "early"),
    );
  });
});

/** What the VF gets if the program is not for it, or is not there. */
async function checkStock(t: TestContext, machine: Machine, say: Say, name: RegExp): Promise<void> {
  await machine.succeed(`echo Masters=net_failover >${configuration}`);
  await t.test("Masters=net_failover", () => checkLeftAlone(machine, say, "Masters=net_failover", name));
  await machine.succeed(`rm ${configuration} && mv ${rule} ${rule}.off && udevadm control --reload`);
  await t.test("without the rule", () => checkLeftAlone(machine, say, "without the rule", name));
  await machine.succeed(`mv ${rule}.off ${rule} && udevadm control --reload`);
}

async function checkMissed(machine: Machine, say: Say): Promise<void> {
  let { vf } = await readPair(machine);
  for (const turn of [1, 2]) {
    await machine.succeed("dmesg -c >/dev/null");
    await revoke(machine, vf, 1, "early");
    const pair = await readPair(machine);
    ({ vf } = pair);
    const log = (await machine.succeed("dmesg | grep failover-ifname || true")).split("\n");
    say(`missed, turn ${turn}: ${describePair(pair)}; the log: ${log.join(" | ")}`);
    assert.match(vf.name, /^eth\d$/);
    assert.ok(vf.altnames.includes("eth0npf"), "no altname");
    assert.equal(log.length, 1);
    assert.match(log[0] ?? "", new RegExp(`: ${vf.name} \\(#${vf.ifindex}\\).* eth0npf.*Bounce=yes`));
    // Once it has been opened, the VF stays up.
    const switches = await readSwitches(machine, pair.synthetic);
    assert.deepEqual(switches.slice(switches.indexOf("vf")), ["vf"]);
    assert.equal(vf.up, true);
    assertMarks(pair);
  }
}

async function checkBounce(machine: Machine, say: Say): Promise<void> {
  let { vf } = await readPair(machine);
  await machine.succeed(`echo Bounce=yes >${configuration}`);
  for (const turn of [1, 2]) {
    await machine.succeed("dmesg -c >/dev/null");
    await revoke(machine, vf, 1, "early");
    const pair = await readPair(machine);
    ({ vf } = pair);
    const switches = await readSwitches(machine, pair.synthetic);
    say(`bounced, turn ${turn}: ${describePair(pair)}; the data path went to ${switches.join(", ")}`);
    assert.equal(vf.name, "eth0npf");
    // The VF went, was opened, was down for the rename, and is up again.
    assert.deepEqual(switches, ["synthetic", "vf", "synthetic", "vf"]);
    assert.equal(vf.up, true);
    assertMarks(pair);
  }
  await machine.succeed(`rm ${configuration}`);
}
