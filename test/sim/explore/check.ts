// SPDX-License-Identifier: MIT
/** Checks what must be true on a machine at rest. */
import { isNetvsc } from "../machine/devices.ts";
import { canRenameUp, linkByIndex, linkByLabel, linkByName } from "../machine/kernel.ts";
import { describeLink } from "../machine/requests.ts";
import { type Device, deviceOf, Fault, type LinkState, type State, type World } from "../machine/state.ts";
import { isQuiet } from "../machine/world.ts";

const SUFFIX = { standby: "nsby", primary: "npf" } as const;

/**
 * Throws Fault if something is wrong.
 *
 * @returns whether the kernel has refused to rename a slave, because it is up. Then its wanted name is an altname
 */
export function check(world: World, state: State): boolean {
  if (!isQuiet(world, state, -1)) throw new Fault(`nobody can go on: ${describeStuck(world, state)}`);
  if (state.locks.length > 0) throw new Fault(`${state.locks[0]?.path} is still locked`);
  let isRefused = false;
  for (const device of world.devices) {
    const link = linkByLabel(state, device.label);
    if (link !== undefined && checkLink(world, state, device, link)) isRefused = true;
  }
  return isRefused;
}

function checkLink(world: World, state: State, device: Device, link: LinkState): boolean {
  const { role } = device;
  const master = linkByIndex(state, link.master);
  if ((role !== "standby" && role !== "primary") || master === undefined) {
    const isMarked = state.database.some(({ ifindex, marked }) => ifindex === link.ifindex && marked);
    if (isMarked) throw new Fault(`${describeLink(link)} is marked as a slave, and is none`);
    return false;
  }
  if (link.up !== master.up) throw new Fault(`${describeLink(link)} is ${link.up ? "up" : "down"}, its master is not`);
  // A name that an earlier rule has set is kept.
  const wanted = device.ruleName ?? master.name + SUFFIX[role];
  if (link.name === wanted) return false;
  if (mayBeRefused(world, state, link) && (link.altnames.includes(wanted) || !world.kernel.altnames)) return true;
  const holder = linkByName(state, wanted);
  if (holder !== undefined && deviceOf(world, holder.label).role === "other") return false;
  throw new Fault(`${describeLink(link)} should be called ${wanted}: ${state.links.map(describeLink).join("; ")}`);
}

/** Is the slave up, and not renamed because the kernel refuses it or could hang? Then the slave must have an altname. */
function mayBeRefused(world: World, state: State, link: LinkState): boolean {
  const { driver } = deviceOf(world, link.label);
  const master = linkByIndex(state, link.master);
  const isNetFailover = master !== undefined && !isNetvsc(deviceOf(world, master.label));
  const bounces = Object.values(world.files).some((text) => text.includes("Bounce=yes"));
  const refuses = !canRenameUp(world, state, link) && !bounces;
  return link.up && (refuses || (world.kernel.hangs && isNetFailover && driver === "mlx5_core"));
}

function describeStuck(world: World, state: State): string {
  const scripts = world.scripts
    .filter((script, index) => (state.scripts[index] ?? 0) < script.steps.length)
    .map((script, index) => `${script.name} before "${script.steps[state.scripts[index] ?? 0]?.label}"`);
  const processes = state.processes.flatMap((process) => (process === undefined ? [] : ["a run of the program"]));
  const events = state.uevents.map((event) => `${event.action} of ${deviceOf(world, event.label).label}`);
  return [...scripts, ...processes, ...events].join(", ");
}
