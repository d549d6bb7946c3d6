// SPDX-License-Identifier: MIT
/** hv_netvsc on the kernels of Debian 12 and 13. A module stands in for the driver, an e1000e is the VF. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { whyModuleUnavailable } from "./availability.ts";
import type { Machine } from "./machine.ts";
import { type GuestLink, readLinks } from "./names.ts";
import {
  describePair,
  type Pair,
  pairMachine,
  readPair,
  readPairs,
  reloadModule,
  revoke,
  setParameter,
} from "./netvsc-machine.ts";
import { readUevents, recordUevents } from "./uevents.ts";
import { type Say, withMachine } from "./with-machine.ts";

const timeout = 300_000;
const revocations = 20;

/** More than any machine takes. So the VF is down when udevd renames it, however slow the emulation is. */
const wideWindow = 20_000;

const newKernel = { skip: (await whyModuleUnavailable("trixie")) ?? false, timeout };
const oldKernel = { skip: (await whyModuleUnavailable("bookworm")) ?? false, timeout };

test("Debian 13, whose kernel renames a VF that is up", newKernel, async (t) => {
  await withMachine(await pairMachine("trixie"), async (machine, say) => {
    await t.test("boot: names and marks", () => checkBoot(machine, say));
    await t.test(`${revocations} revocations of the VF, in the window and after it`, async () => {
      for (let turn = 1; turn <= revocations; turn++) {
        await setParameter(machine, "window_ms", turn % 2 === 0 ? 0 : 100);
        await checkRevocation(machine, say, `revocation ${turn}`);
      }
    });
    await t.test("the synthetic NIC is renamed", () => checkRenames(machine, say));
    await checkLoads(t, machine, say);
    await checkOthers(t, machine, say);
  });
});

test("Debian 12, whose kernel does not rename a VF that is up", oldKernel, async (t) => {
  await withMachine(await pairMachine("bookworm", `window_ms=${wideWindow}`), async (machine, say) => {
    await t.test("boot: names and marks", () => checkBoot(machine, say));
    await t.test("a VF that returns has its name before it is opened", async () => {
      for (const turn of [1, 2, 3]) {
        const pair = await checkRevocation(machine, say, `revocation ${turn}, in the window`);
        assert.equal(pair.vf.up, false);
      }
    });
    await checkLoads(t, machine, say);
    await checkOthers(t, machine, say);
  });
});

async function checkBoot(machine: Machine, say: Say): Promise<void> {
  const pairs = await readPairs(machine);
  say(`boot: ${pairs.map(describePair).join("; ")}`);
  assert.deepEqual(
    pairs.map(({ synthetic }) => synthetic.name),
    ["eth0", "eth1"],
  );
  for (const pair of pairs) {
    assertName(pair);
    assert.deepEqual(marksOf(pair.vf), ["1", "unmanaged", "primary", pair.synthetic.name]);
    assert.deepEqual(marksOf(pair.synthetic), [undefined, undefined, undefined, undefined]);
  }
  // The plain NICs have stock names.
  const others = (await readLinks(machine)).filter(({ parent }) => !isOfPair(parent, pairs));
  assert.deepEqual(
    others.map(({ name }) => name.replace(/\d+/, "N")),
    ["lo", "enpNs0", "enpNs0"],
  );
}

async function checkRevocation(machine: Machine, say: Say, step: string) {
  const before = await readPair(machine);
  const pair = await revoke(machine);
  say(`${step}: ${describePair(pair)}`);
  assertName(pair);
  assert.equal(pair.vf.name, before.vf.name);
  assert.ok(pair.vf.ifindex > before.vf.ifindex, "not a new link");
  return pair;
}

async function checkRenames(machine: Machine, say: Say): Promise<void> {
  for (const name of ["wan0", "eth0"]) {
    const { synthetic } = await readPair(machine);
    await machine.succeed(`ip link set ${synthetic.name} name ${name} && udevadm settle --timeout=30`);
    const pair = await readPair(machine);
    say(`renamed: ${describePair(pair)}`);
    assert.equal(pair.synthetic.name, name);
    assertName(pair);
    assert.ok(pair.synthetic.up && pair.vf.up);
  }
}

/** The VF before the synthetic NIC, in today's order and in that of before 6.7. */
async function checkLoads(t: TestContext, machine: Machine, say: Say): Promise<void> {
  for (const probe of [1, 0]) {
    await t.test(`a VF that is older than its synthetic NIC, join_in_probe=${probe}`, async () => {
      await machine.succeed("rm -f /run/uevents");
      await recordUevents(machine);
      const alone = await reloadModule(machine, `join_in_probe=${probe}`);
      const pair = await readPair(machine);
      say(`${alone.name} has joined without a uevent: ${describePair(pair)}`);
      assert.match(alone.name, /^enp\ds0$/);
      assert.equal(pair.vf.ifindex, alone.ifindex);
      assertName(pair);
      assert.deepEqual(marksOf(pair.vf), ["1", "unmanaged", "primary", pair.synthetic.name]);
      const events = (await readUevents(machine)).filter(({ path }) => path.includes(`/${alone.parent}/`));
      say(events.map(({ from, action }) => `${from} ${action}`).join(", "));
    });
  }
}

async function checkOthers(t: TestContext, machine: Machine, say: Say): Promise<void> {
  await t.test("IFF_SLAVE comes with the join, as before 6.7", async () => {
    await setParameter(machine, "post_init", 0);
    await checkRevocation(machine, say, "without IFF_SLAVE at first");
    await setParameter(machine, "post_init", 1);
  });
}

function assertName({ synthetic, vf }: Pair): void {
  assert.equal(vf?.name, `${synthetic.name}npf`);
}

function isOfPair(parent: string | undefined, pairs: Pair[]): boolean {
  return pairs.some(({ synthetic, vf }) => parent !== undefined && [synthetic.parent, vf?.parent].includes(parent));
}

function marksOf(link: GuestLink | undefined): (string | undefined)[] {
  return ["NM_UNMANAGED", "ID_NET_MANAGED_BY", "FAILOVER_IFNAME_ROLE", "FAILOVER_IFNAME_MASTER"].map((name) =>
    link?.udev.get(name),
  );
}
