// SPDX-License-Identifier: MIT
/** A simulated machine: which actors can move, and with what result. */

import { Fault, replaced, SLOTS_OF_DEVICE, type State, slotOfScript, type World } from "./state.ts";
import { bury, DEADLINE, deadlineOf, describeStep, isFree, isReady, step } from "./system-calls.ts";
import { canWork, describeWork, nextEvent, programEnded, slotFor, take, work } from "./udevd.ts";

/** Something that can happen now. */
export interface Move {
  /** Who does it. */
  readonly actor: string;
  readonly run: () => State;
  /** In words, for people who read a schedule. */
  readonly describe: () => string;
}

export function start(world: World): State {
  return {
    links: world.links,
    rtnl: -1,
    nextIfindex: 2 + world.links.length,
    uevents: [],
    workers: Array.from({ length: slotOfScript(world, 0) }, () => undefined),
    processes: Array.from({ length: slotOfScript(world, world.scripts.length) }, () => undefined),
    database: world.database,
    locks: [],
    notes: [],
    scripts: world.scripts.map(() => 0),
    clock: 0,
    kills: world.kills,
  };
}

/** Everything that can happen next; empty if the machine is at rest. */
export function moves(world: World, state: State): Move[] {
  const result: Move[] = [];
  const free = state.processes.findIndex((process, slot) => process !== undefined && isFree(world, state, slot));
  if (free !== -1) return [processMove(world, state, free)];
  scriptMoves(world, state, "kernel", result);
  processMoves(world, state, result);
  udevdMoves(world, state, result);
  const isIdle = result.length === 0;
  killMoves(world, state, result);
  scriptMoves(world, state, "people", result);
  if (isIdle) timeMove(state, result);
  return result;
}

/** Is only the script `self` at work? Its own process must have ended too. */
export function isQuiet(world: World, state: State, self: number): boolean {
  return (
    state.uevents.length === 0 &&
    state.workers.every((busy) => busy === undefined) &&
    state.processes.every((process) => process === undefined) &&
    state.scripts.every((done, index) => index === self || done === world.scripts[index]?.steps.length)
  );
}

function scriptMoves(world: World, state: State, by: "kernel" | "people", result: Move[]): void {
  world.scripts.forEach((script, self) => {
    const next = script.steps[state.scripts[self] ?? 0];
    const slot = slotOfScript(world, self);
    if (script.by !== by || next === undefined || state.processes[slot] !== undefined) return;
    const after = next.run(world, state, self);
    if (after === undefined) return;
    result.push({
      actor: script.name,
      run: () =>
        settle(world, { ...after, scripts: replaced(after.scripts, self, (after.scripts[self] ?? 0) + 1) }, slot),
      describe: () => next.label,
    });
  });
}

function processMoves(world: World, state: State, result: Move[]): void {
  state.processes.forEach((process, slot) => {
    if (process !== undefined && isReady(world, state, process)) result.push(processMove(world, state, slot));
  });
}

function processMove(world: World, state: State, slot: number): Move {
  return {
    actor: nameOf(world, slot),
    run: () => settle(world, step(world, state, slot), slot),
    describe: () => `${describeProgram(state, slot)}: ${describeStep(world, state, slot)}`,
  };
}

function udevdMoves(world: World, state: State, result: Move[]): void {
  state.workers.forEach((busy, slot) => {
    if (busy === undefined || !canWork(state, slot)) return;
    result.push({
      actor: nameOf(world, slot),
      run: () => settle(world, work(world, state, slot), slot),
      describe: () => describeWork(busy),
    });
  });
  const index = nextEvent(world, state);
  const event = state.uevents[index];
  if (event === undefined) return;
  result.push({
    actor: "udevd",
    run: () => settle(world, take(world, state, index), 0),
    describe: () => `takes ${event.action} of #${event.ifindex} (${event.name})`,
  });
}

function killMoves(world: World, state: State, result: Move[]): void {
  if (state.kills === 0) return;
  state.processes.forEach((process, slot) => {
    if (process === undefined) return;
    result.push({
      actor: "SIGKILL",
      run: () => settle(world, end(world, { ...state, kills: state.kills - 1 }, slot, undefined, ""), slot),
      describe: () => `ends ${nameOf(world, slot)}'s ${describeProgram(state, slot)}`,
    });
  });
}

/** Time passes when all actors wait. */
function timeMove(state: State, result: Move[]): void {
  let next = Number.POSITIVE_INFINITY;
  for (const process of state.processes) {
    const deadline = process === undefined ? undefined : deadlineOf(process);
    if (deadline !== undefined && deadline > state.clock && deadline < next) next = deadline;
  }
  if (next === Number.POSITIVE_INFINITY) return;
  result.push({
    actor: "clock",
    run: () => ({ ...state, clock: next }),
    describe: () => `${next - state.clock} ms pass`,
  });
}

/**
 * What happens without a turn: a process that has ended returns to the actor that started it, and a free worker takes an
 * event at once. (A slow worker is covered by the turns of the program that it starts.)
 */
function settle(world: World, state: State, slot: number): State {
  let current = state;
  for (let at = slot; ; ) {
    current = reap(world, current, at);
    const index = nextEvent(world, current);
    const event = current.uevents[index];
    if (event === undefined || event.action === "remove") return current;
    at = slotFor(world, current, event);
    current = take(world, current, index);
  }
}

function reap(world: World, state: State, slot: number): State {
  const process = state.processes[slot];
  const exitCode = process?.run.exitCode;
  if (process === undefined || exitCode === undefined) return state;
  if (exitCode === 70) throw new Fault(`the program failed: ${process.run.said.join(" ")}`);
  if (state.clock - process.started > DEADLINE) {
    throw new Fault(`a run took ${state.clock - process.started} ms: ${process.run.said.join(" ")}`);
  }
  return reap(world, end(world, state, slot, exitCode, process.run.out), slot);
}

function end(world: World, state: State, slot: number, exitCode: number | undefined, out: string): State {
  const buried = bury(state, slot);
  return slot < slotOfScript(world, 0) ? programEnded(world, buried, slot, exitCode, out) : buried;
}

function nameOf(world: World, slot: number): string {
  const script = slot - slotOfScript(world, 0);
  if (script >= 0) return world.scripts[script]?.name ?? "";
  const device = world.devices[Math.floor(slot / SLOTS_OF_DEVICE)]?.label;
  return `udevd worker for ${device}${slot % SLOTS_OF_DEVICE === 0 ? "" : " (another)"}`;
}

function describeProgram(state: State, slot: number): string {
  const busy = state.workers[slot];
  if (busy === undefined) return "failover-ifname";
  const command = busy.stage === "run" ? "RUN rename --udev" : "PROGRAM name --udev";
  return `${command} for #${busy.event.ifindex}`;
}
