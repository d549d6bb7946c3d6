// SPDX-License-Identifier: MIT
/** Steps and checks on a machine with the pairs of hv_netvsc. All revocations are those of the first pair's VF. */
import assert from "node:assert/strict";
import type { Machine } from "./machine.ts";
import { type GuestLink, readLinks } from "./names.ts";
import {
  describePair,
  type Opened,
  type Pair,
  readPair,
  readPairs,
  reloadModule,
  revoke,
  settle,
} from "./netvsc-machine.ts";
import { readUevents, recordUevents } from "./uevents.ts";
import type { Say } from "./with-machine.ts";

/** Checks names and marks after the boot: those of two pairs, and that the plain NICs have stock names. */
export async function checkBoot(machine: Machine, say: Say): Promise<void> {
  const pairs = await readPairs(machine);
  say(`boot: ${pairs.map(describePair).join("; ")}`);
  assert.deepEqual(
    pairs.map(({ synthetic, vf }) => [synthetic.name, vf?.name]),
    [
      ["eth0", "eth0npf"],
      ["eth1", "eth1npf"],
    ],
  );
  for (const pair of pairs) assertMarks(pair);
  const ofPairs = pairs.flatMap(({ synthetic, vf }) => [synthetic.parent, vf?.parent]);
  const others = (await readLinks(machine)).filter(({ parent }) => !ofPairs.includes(parent));
  assert.deepEqual(
    others.map(({ name }) => name.replace(/\d+/, "N")),
    ["lo", "enpNs0", "enpNs0"],
  );
}

/** Revokes the VF so many times, and checks that it is a new link with the same name and marks each time. */
export async function checkRevocations(machine: Machine, say: Say, times: number, opened?: Opened): Promise<void> {
  const before = await readPair(machine);
  const returned = await revoke(machine, before.vf, times, opened);
  const pair = await readPair(machine);
  say(`${times} revocations: ${returned.map(({ ifindex, name }) => `#${ifindex} ${name}`).join(" ")}`);
  say(`at the end: ${describePair(pair)}`);
  const { name } = before.synthetic;
  const expected = Array.from({ length: times }, () => ({ name: `${name}npf`, master: name }));
  assert.deepEqual(
    returned.map((vf) => ({ name: vf.name, master: vf.master })),
    expected,
  );
  assert.equal(
    new Set([before.vf.ifindex, ...returned.map(({ ifindex }) => ifindex)]).size,
    times + 1,
    "not new links",
  );
  assertMarks(pair);
}

/** Revokes the VF once where the program does not touch it, and checks its name and that it has no marks. */
export async function checkLeftAlone(
  machine: Machine,
  say: Say,
  why: string,
  name: RegExp,
  opened?: Opened,
): Promise<void> {
  const { vf } = await readPair(machine);
  await revoke(machine, vf, 1, opened);
  const pair = await readPair(machine);
  say(`${why}: ${describePair(pair)}`);
  assert.match(pair.vf.name, name);
  assert.deepEqual(marksOf(pair.vf), unmarked);
}

/**
 * Renames the synthetic NIC, and back, and checks that the VF follows.
 *
 * @param down whether it has to be down meanwhile
 */
export async function checkRenames(machine: Machine, say: Say, down: boolean): Promise<void> {
  for (const [from, to] of [
    ["eth0", "wan0"],
    ["wan0", "eth0"],
  ]) {
    const [first, last] = down ? [`ip link set ${from} down && `, ` && ip link set ${to} up`] : ["", ""];
    await machine.succeed(`${first}ip link set ${from} name ${to} && ${settle}${last}`);
    const pair = await readPair(machine);
    say(`renamed: ${describePair(pair)}`);
    assert.deepEqual([pair.synthetic.name, pair.vf.name], [to, `${to}npf`]);
    assert.deepEqual([pair.synthetic.up, pair.vf.up], [true, true]);
  }
}

/** Has a VF joined that is older than its synthetic NIC, and checks that it has its name although it has no uevent. */
export async function checkOlderVf(machine: Machine, say: Say, parameters: string): Promise<void> {
  const { vf } = await readPair(machine);
  await machine.succeed("rm -f /run/uevents");
  await recordUevents(machine);
  const alone = await reloadModule(machine, vf, parameters);
  const pair = await readPair(machine);
  say(`${parameters}: #${alone?.ifindex} ${alone?.name} has joined: ${describePair(pair)}`);
  assert.deepEqual({ ...alone, name: "" }, { ifindex: pair.vf.ifindex, name: "", master: "" });
  assert.match(alone?.name ?? "", /^enp\ds0$/);
  assert.equal(pair.vf.name, `${pair.synthetic.name}npf`);
  assertMarks(pair);
  const actions = (await readUevents(machine)).filter(
    ({ from, path }) => from === "kernel" && path.includes(`/${vf.parent}/`),
  );
  // Its own registration, the stock name, and the name from the synthetic NIC's event.
  assert.deepEqual(
    actions.map(({ action }) => action),
    ["remove", "add", "move", "move"],
  );
  await machine.succeed(`/usr/lib/machine/master-up && ${settle}`);
}

/** Checks the marks of both links of a pair. */
export function assertMarks({ synthetic, vf }: Pair): void {
  assert.deepEqual(marksOf(vf), ["1", "unmanaged", "primary", synthetic.name]);
  assert.deepEqual(marksOf(synthetic), unmarked);
}

function marksOf(link: GuestLink | undefined): (string | undefined)[] {
  return markNames.map((name) => link?.udev.get(name));
}

const markNames = ["NM_UNMANAGED", "ID_NET_MANAGED_BY", "FAILOVER_IFNAME_ROLE", "FAILOVER_IFNAME_MASTER"];
const unmarked = markNames.map(() => undefined);
