// SPDX-License-Identifier: MIT
/**
 * Finds values that cannot change any more. A process that reads such a value needs no turn: it would read the same at any
 * later time, in any order of moves. This keeps the number of states small. It hides no schedule, because the schedules
 * that are left out look the same to all actors.
 */
import type { Call } from "./process.ts";
import { decodeRequest, NLM_F_DUMP, RTM_GETLINK } from "./rtnetlink.ts";
import { type Device, type State, slotOfScript, type World } from "./state.ts";

/** Would this call of the process in `slot` read the same at any later time? */
export function readsWhatIsStable(world: World, state: State, slot: number, call: Call): boolean {
  if (world.unreduced) return false;
  if (call.to === "readFile" && call.path.startsWith("/run/udev/data/n")) {
    return isStable(world, state, slot, labelOfIndex(state, Number(call.path.slice("/run/udev/data/n".length))));
  }
  if ((call.to === "readFile" || call.to === "readSymlink") && call.path.startsWith("/sys/class/net/")) {
    return isStable(world, state, slot, labelOfName(state, call.path.split("/")[4] ?? ""));
  }
  if (call.to !== "send" || state.rtnl !== -1) return false;
  const request = decodeRequest(call.message);
  if (request.type !== RTM_GETLINK) return false;
  if ((request.flags & NLM_F_DUMP) === NLM_F_DUMP) return writersBeside(world, state, slot) === 0;
  if (request.ifindex !== 0) return isStable(world, state, slot, labelOfIndex(state, request.ifindex));
  const name = request.name ?? "";
  const label = labelOfName(state, name);
  return label === undefined ? staysFree(world, state, slot, name) : isStable(world, state, slot, label);
}

function isStable(world: World, state: State, slot: number, label: string | undefined): boolean {
  const writers = writersBeside(world, state, slot);
  return writers === 0 || (label !== undefined && (writers & bitOf(world, label)) === 0);
}

/** A free name for a standby is taken only by a standby or by a foreign link; likewise for primaries. */
function staysFree(world: World, state: State, slot: number, name: string): boolean {
  const role = name.endsWith("nsby") ? "standby" : name.endsWith("npf") ? "primary" : undefined;
  if (role === undefined) return false;
  const takers = world.devices.filter((device) => device.role === role || device.role === "other");
  const writers = writersBeside(world, state, slot);
  return takers.every(({ label }) => (writers & bitOf(world, label)) === 0);
}

/** The devices that an actor other than the process in `slot` may still change, as bits. */
function writersBeside(world: World, state: State, slot: number): number {
  let bits = 0;
  for (const event of state.uevents) bits |= bitsOfEvent(world, event.label);
  for (let worker = 0; worker < state.workers.length; worker++) {
    const work = state.workers[worker];
    if (worker !== slot && work !== undefined) bits |= bitsOfEvent(world, work.event.label);
  }
  for (let self = 0; self < world.scripts.length; self++) {
    const script = world.scripts[self];
    if (script === undefined) continue;
    const own = slotOfScript(world, self);
    if (own !== slot && state.processes[own] !== undefined) return ALL;
    for (let next = state.scripts[self] ?? 0; next < script.steps.length; next++) {
      const touches = script.steps[next]?.touches;
      if (touches === undefined) return ALL;
      for (const label of touches) bits |= bitOf(world, label);
    }
  }
  return bits;
}

const ALL = -1;

/**
 * The runs after an event may change all slaves, also those of other groups if slaves have each other's names. The runs
 * after a master's event may change the master too.
 */
function bitsOfEvent(world: World, label: string): number {
  const { events } = bitsOf(world);
  return events.get(label) ?? ALL;
}

function bitOf(world: World, label: string): number {
  return bitsOf(world).devices.get(label) ?? ALL;
}

interface Bits {
  readonly devices: Map<string, number>;
  readonly events: Map<string, number>;
}

const known = new WeakMap<World, Bits>();

function bitsOf(world: World): Bits {
  let bits = known.get(world);
  if (bits === undefined) {
    bits = makeBits(world);
    known.set(world, bits);
  }
  return bits;
}

function makeBits(world: World): Bits {
  const devices = new Map(world.devices.map(({ label }, index) => [label, 1 << index]));
  const bitsOfDevice = ({ group, role }: Device): number =>
    world.devices
      .filter((device) => (device.role === "master" ? role === "master" && device.group === group : true))
      .reduce((bits, device) => bits | (devices.get(device.label) ?? ALL), 0);
  return { devices, events: new Map(world.devices.map((device) => [device.label, bitsOfDevice(device)])) };
}

function labelOfIndex(state: State, ifindex: number): string | undefined {
  return state.links.find((link) => link.ifindex === ifindex)?.label;
}

function labelOfName(state: State, name: string): string | undefined {
  return state.links.find((link) => link.name === name || link.altnames.includes(name))?.label;
}
