// SPDX-License-Identifier: MIT
/**
 * Every call of the program to the system is refused, once or for ever, with every errno that it can have. In each case
 * the exit status is a documented one, and there is one line for each error. No name is printed after an error, no lock
 * is left, every rename is reported, and the next run corrects everything.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Host } from "../../src/host/host.ts";
import type { Program } from "../sim/machine/process.ts";
import { runDirectly } from "../sim/machine/run-alone.ts";
import type { State, World } from "../sim/machine/state.ts";
import { start } from "../sim/machine/world.ts";
import { BOUNCE } from "../sim/worlds/hotplug.ts";
import { program } from "../sim/worlds/machine.ts";
import { BOOKWORM, BUSTER } from "../sim/worlds/machines.ts";
import { groups, SWAPPED } from "../sim/worlds/two-masters.ts";
import { type Fault, faulty, REFUSALS } from "./faulty-host.ts";

const WRONG = { "a-standby": "eth1", "a-primary": "eth2" };
const EACH_OTHERS = { "a-standby": "ens3npf", "a-primary": "ens3nsby" };

/** The master of each world is #2, its standby #3 and its primary #4. */
const WORLDS: readonly World[] = [
  groups("wrong names", BOOKWORM, 1, WRONG, []),
  groups("each other's names", BOOKWORM, 1, EACH_OTHERS, []),
  groups("names of two masters swapped", BOOKWORM, 2, SWAPPED, []),
  { ...groups("down and up again", BUSTER, 1, WRONG, []), files: BOUNCE },
];

const PROGRAMS: readonly Program[] = [
  { args: ["rename"], environment: {} },
  ...["2", "3", "4"].map((ifindex) => ({ args: ["rename", "--udev"], environment: { IFINDEX: ifindex } })),
  ...["2", "4"].map((ifindex) => ({ args: ["name", "--udev"], environment: { IFINDEX: ifindex } })),
  { args: ["name", "#4"], environment: {} },
];

/** The exit statuses of the manual except 70, because nothing that the system does is a fault of the program. */
const EXITS = [0, 1, 2, 3, 4, 5, 6];

for (const world of WORLDS) {
  test(world.name, (context) => {
    let faults = 0;
    for (const run of PROGRAMS) {
      for (const fault of faultsOf(world, run)) {
        assertContract(world, run, fault);
        faults++;
      }
    }
    assert.ok(faults > 100, `only ${faults} faults were put in`);
    context.diagnostic(`${PROGRAMS.length} calls of the program, ${faults} faults, 0 breaches`);
  });
}

/** Every fault that a run can meet. */
function faultsOf(world: World, run: Program): Fault[] {
  const made: string[] = [];
  runDirectly({ ...world, entry: withFault(undefined, made) }, start(world), run);
  return made.flatMap((call, at) =>
    REFUSALS[call as keyof typeof REFUSALS].flatMap((errno) => [
      { at, errno, forEver: false },
      { at, errno, forEver: true },
    ]),
  );
}

function withFault(fault: Fault | undefined, made: string[] = []): (host: Host) => number {
  return (host) => {
    const { host: refusing, calls } = faulty(host, fault);
    const exitCode = program(refusing);
    made.push(...calls);
    return exitCode;
  };
}

function assertContract(world: World, run: Program, fault: Fault): void {
  const made: string[] = [];
  const outcome = runDirectly({ ...world, entry: withFault(fault, made) }, start(world), run);
  const { state, exitCode, out, said } = outcome;
  const about = `${run.args.join(" ")} ${run.environment.IFINDEX ?? ""}, call ${fault.at} (${made[fault.at]}), errno ${fault.errno}${fault.forEver ? " for ever" : ""}: exit ${exitCode}, ${JSON.stringify([out, said])}`;
  assert.ok(EXITS.includes(exitCode), about);
  for (const line of said) assert.match(line, /^[ -~]+\n?$/, about);
  // If an output was refused, its text may be lost.
  if (exitCode !== 0 && exitCode !== 1 && exitCode !== 3) assert.ok(said.length > 0, `nothing is said: ${about}`);
  if (run.args[0] === "name" && exitCode !== 0) assert.equal(out, "", about);
  assert.deepEqual(state.locks, [], about);
  if (made[fault.at] !== "out") assertTold(start(world), state, `${out}${said.join("\n")}`, run, about);
  const after = runDirectly(world, state, { args: ["rename"], environment: {} });
  assert.equal(after.exitCode, 0, `the run after it: ${about} ${JSON.stringify(after.said)}`);
  const right = runDirectly(world, start(world), { args: ["rename"], environment: {} }).state;
  assert.deepEqual(namesOf(after.state), namesOf(right), about);
  assert.deepEqual(
    after.state.links.map(({ up }) => up),
    start(world).links.map(({ up }) => up),
    about,
  );
}

/** If a slave has its wanted name after the run, and had another one before, the run must report it. */
function assertTold(before: State, after: State, told: string, run: Program, about: string): void {
  if (run.args[0] !== "rename") return;
  for (const link of after.links) {
    const former = before.links.find(({ ifindex }) => ifindex === link.ifindex)?.name;
    if (former === link.name || !/^ens\dn/.test(link.name)) continue;
    const known = told.includes(`(#${link.ifindex}) is ${link.name} now`);
    const unknown = told.includes(`(#${link.ifindex}) may or may not be renamed to ${link.name}: `);
    assert.ok(known || unknown, `#${link.ifindex} is not told: ${about}`);
  }
}

function namesOf(state: State): string[] {
  return state.links
    .map(({ ifindex, name, altnames }) => `#${ifindex} ${name} ${[...altnames].sort().join(" ")}`)
    .sort();
}
