// SPDX-License-Identifier: MIT
/** The dry run is right: on any machine, `rename` does what `show` says, and a second `rename` does nothing. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "../support/fast-check.ts";
import { foreign, seen, settledTrio, trio } from "./machine/devices.ts";
import { runDirectly } from "./machine/run-alone.ts";
import type { LinkState, State, World } from "./machine/state.ts";
import { KERNELS, UDEVDS } from "./machine/versions.ts";
import { start } from "./machine/world.ts";
import { makeWorld } from "./worlds/machine.ts";
import { EFFORT } from "./worlds/machines.ts";
import { GROUPS } from "./worlds/two-masters.ts";

const MACHINE = { kernel: KERNELS["6.12"], udevd: UDEVDS["257"] };

/** Names that slaves may want, temporary names, and others. */
const NAMES = [
  ...[3, 4, 5].flatMap((slot) => [`ens${slot}nsby`, `ens${slot}npf`, `enp${slot}s0nsby`, `enp${slot}s0npf`]),
  ...["ren3", "ren4", "ren4-1", "ren6", "eth0", "eth1", "lan0"],
];

interface Given {
  readonly groups: number;
  /** The names and altnames of the slaves and of two other links, in order. A name that is already taken is skipped. */
  readonly names: readonly string[];
  readonly altnames: readonly (readonly string[])[];
  readonly masterAltnames: readonly boolean[];
  readonly up: readonly boolean[];
}

const machines: fc.Arbitrary<Given> = fc.record({
  groups: fc.integer({ min: 1, max: 3 }),
  names: fc.array(fc.constantFrom(...NAMES), { minLength: 8, maxLength: 8 }),
  altnames: fc.array(fc.array(fc.constantFrom(...NAMES), { maxLength: 2 }), { minLength: 8, maxLength: 8 }),
  masterAltnames: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
  up: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
});

test("rename does what show says, and a second run nothing", () => {
  fc.assert(
    fc.property(machines, (given) => {
      const world = worldOf(given);
      const said = predictionOf(world, start(world));
      const { state, exitCode } = runDirectly(world, start(world), { args: ["rename"], environment: {} });
      assert.deepEqual(namesOf(state), said.names);
      assert.equal(exitCode !== 0, said.obstacles.length > 0);
      const again = predictionOf(world, state);
      assert.deepEqual(again, { ...said, changes: 0 }, "nothing is left to do");
      const second = runDirectly(world, state, { args: ["rename"], environment: {} });
      assert.deepEqual([namesOf(second.state), second.out], [said.names, ""]);
    }),
    { numRuns: 500 * EFFORT },
  );
});

test("name says what show says", () => {
  fc.assert(
    fc.property(machines, (given) => {
      const world = worldOf(given);
      for (const slave of slavesOf(world, start(world))) {
        const args = ["name", `#${slave.ifindex}`];
        const { exitCode, out } = runDirectly(world, start(world), { args, environment: {} });
        const said = slave.obstacle === null ? [0, `${slave.wanted}\n`] : [4, ""];
        assert.deepEqual([exitCode, out], said);
      }
    }),
    { numRuns: 200 * EFFORT },
  );
});

function worldOf({ groups, names, altnames, masterAltnames, up }: Given): World {
  const taken = new Set<string>();
  const take = (name: string): string[] => {
    if (taken.has(name)) return [];
    taken.add(name);
    return [name];
  };
  const labels = GROUPS.slice(0, groups);
  const others = ["one", "other"];
  const alone = others.map(
    (label, index): LinkState => ({
      label,
      ifindex: 20 + index,
      name: `x${index}`,
      altnames: [],
      up: false,
      master: 0,
      assigned: 3,
    }),
  );
  const trios = labels.flatMap((group, index) =>
    settledTrio(MACHINE, group, 3 + index, up[index] === true, 2 + 3 * index).map((link) =>
      link.master === 0 ? { ...link, altnames: masterAltnames[index] ? link.altnames : [] } : link,
    ),
  );
  let next = 0;
  const named = [...trios, ...alone].map((link) => {
    if (link.label.endsWith("master")) return link;
    const [name = `free${next}`] = take(names[next] ?? "");
    return { ...link, name, altnames: (altnames[next++] ?? []).flatMap(take) };
  });
  return makeWorld("a machine", MACHINE, {
    devices: [...labels.flatMap((group, index) => trio(group, 3 + index)), ...others.map(foreign)],
    links: named,
    database: seen(named),
    scripts: [],
  });
}

/** A slave in the output of `show --json`. */
interface Shown {
  readonly ifindex: number;
  readonly name: string;
  readonly altnames: readonly string[];
  readonly wanted: string;
  readonly rename: string | null;
  readonly drop_altnames: readonly { readonly altname: string; readonly ifindex: number }[];
  readonly add_altnames: readonly string[];
  readonly obstacle: object | null;
}

function slavesOf(world: World, state: State): Shown[] {
  const { exitCode, out } = runDirectly(world, state, { args: ["show", "--json"], environment: {} });
  assert.equal(exitCode, 0);
  return JSON.parse(out).groups.flatMap(({ slaves }: { readonly slaves: readonly Shown[] }) => slaves);
}

/** The names of all links after the plan, as `show` predicts them. */
function predictionOf(world: World, state: State) {
  const slaves = slavesOf(world, state);
  const shown = new Map(slaves.map((slave) => [slave.ifindex, slave]));
  const after = state.links.map((link): LinkState => {
    const slave = shown.get(link.ifindex);
    if (slave === undefined) return link;
    const dropped = slaves.flatMap(({ drop_altnames }) => drop_altnames);
    const kept = link.altnames.filter(
      (name) =>
        name !== slave.rename && !dropped.some(({ altname, ifindex }) => altname === name && ifindex === link.ifindex),
    );
    return { ...link, name: slave.rename ?? link.name, altnames: [...kept, ...slave.add_altnames] };
  });
  return {
    names: namesOf({ ...state, links: after }),
    changes: slaves.filter(({ rename, add_altnames }) => rename !== null || add_altnames.length > 0).length,
    obstacles: slaves.filter(({ obstacle }) => obstacle !== null).map(({ ifindex }) => ifindex),
  };
}

function namesOf(state: State): unknown {
  return state.links.map(({ ifindex, name, altnames }) => [ifindex, name, [...altnames].sort()]);
}
