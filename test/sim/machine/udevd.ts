// SPDX-License-Identifier: MIT
/**
 * systemd-udevd: its queue, its workers, and what it does with a link because of the rules 79-failover-ifname and
 * 80-net-setup-link (src/udev/udev-event.c, udev-manager.c). rule.test.ts compares this with the text of the rule.
 */

import { addAltname, dropAltname, EBUSY, linkByIndex, rename } from "./kernel.ts";
import {
  deviceOf,
  type Entry,
  replaced,
  SLOTS_OF_DEVICE,
  type State,
  type Uevent,
  type Work,
  type World,
} from "./state.ts";
import { bury, launch } from "./system-calls.ts";

/**
 * The event that a free worker takes now, as an index into the queue; -1 if there is none. Only the first event of a
 * device, or of a path in sysfs, can be taken.
 */
export function nextEvent(world: World, state: State): number {
  if (state.uevents.length === 0) return -1;
  const busy = state.workers.filter((work) => work !== undefined);
  if (busy.length >= world.workers) return -1;
  return state.uevents.findIndex(
    (event, index) =>
      slotFor(world, state, event) !== -1 &&
      !busy.some((work) => isBlocked(world, event, work.event)) &&
      !state.uevents.slice(0, index).some((earlier) => isBlocked(world, event, earlier)),
  );
}

/** The slot of a worker for this event; -1 if none is free. */
export function slotFor(world: World, state: State, event: Uevent): number {
  const first = SLOTS_OF_DEVICE * world.devices.findIndex((device) => device.label === event.label);
  for (let slot = first; slot < first + SLOTS_OF_DEVICE; slot++) {
    if (state.workers[slot] === undefined) return slot;
  }
  return -1;
}

/** A worker takes an event, and runs the program of the rule's PROGRAM=. */
export function take(world: World, state: State, index: number): State {
  const event = state.uevents[index];
  if (event === undefined) throw new Error("there is no such event");
  const slot = slotFor(world, state, event);
  const taken = { ...state, uevents: state.uevents.filter((_, other) => other !== index) };
  if (event.action === "remove") {
    return { ...taken, database: state.database.filter((entry) => entry.ifindex !== event.ifindex) };
  }
  const hasDriver = deviceOf(world, event.label).parent !== undefined;
  const work: Work = {
    event,
    stage: hasDriver ? "program" : "setup",
    name: "",
    run: false,
    renaming: false,
    keep: false,
    marked: false,
  };
  const working = withWork(taken, slot, work);
  return hasDriver ? launchFor(world, working, slot, event, "name") : working;
}

/** Can the worker continue? Most of its steps are requests to the kernel, which wait for rtnl. */
export function canWork(state: State, slot: number): boolean {
  const work = state.workers[slot];
  if (work === undefined || work.stage === "program" || work.stage === "run") return false;
  return state.rtnl === -1 || work.stage === "mark" || work.stage === "write";
}

/** The next thing that a worker does by itself. */
export function work(world: World, state: State, slot: number): State {
  const work = state.workers[slot];
  if (work === undefined) throw new Error(`worker ${slot} has no event`);
  switch (work.stage) {
    case "setup":
      return setUpLink(world, state, slot, work);
    case "check-flags":
      return checkFlags(state, slot, work);
    case "mark":
      return withWork(mark(state, work.event.ifindex, true), slot, { ...work, stage: "drop-altname" });
    case "drop-altname":
      return dropOwnAltname(world, state, slot, work);
    case "set-name":
      return setName(world, state, slot, work);
    case "write":
      return write(world, state, slot, work);
    default:
      throw new Error(`worker ${slot} waits for its program`);
  }
}

/** A program of the worker has ended; exitCode is undefined if a signal has killed it. */
export function programEnded(
  world: World,
  state: State,
  slot: number,
  exitCode: number | undefined,
  out: string,
): State {
  const work = state.workers[slot];
  if (work?.stage !== "program") return withWork(state, slot, undefined);
  const { action, label } = work.event;
  const isMaster = exitCode === 0 && out.includes(" master ");
  const isSlave = exitCode === 0 && !isMaster;
  const runForMaster =
    isMaster && world.faults.noRunForMasters === undefined && (action === "add" || action === "move");
  const { ruleName } = deviceOf(world, label);
  const isAdd = action === "add";
  const known = state.database.find(({ ifindex }) => ifindex === work.event.ifindex);
  const keep = isSlave && (isAdd ? ruleName !== undefined : known?.keep === true);
  const isNamed = isSlave && isAdd && !keep;
  const name = isNamed ? (out.split(/\s/)[0] ?? "") : ((isAdd ? ruleName : undefined) ?? "");
  return withWork(state, slot, {
    ...work,
    stage: "setup",
    name,
    run: isSlave ? isNamed || (action === "move" && known?.marked !== true) : runForMaster,
    keep,
    marked: isSlave,
  });
}

/** What the worker does, for people. */
export function describeWork({ stage, event, name }: Work): string {
  const what = `${event.action} of #${event.ifindex} (${event.name})`;
  const doing: { readonly [stage in Work["stage"]]: string } = {
    program: "PROGRAM",
    setup: "net_setup_link",
    "check-flags": "is it up?",
    mark: "writes ID_RENAMING=1 into its database",
    "drop-altname": `renames it to ${name}, unless that is its altname`,
    "set-name": `renames it to ${name}`,
    write: "writes its database",
    run: "RUN",
  };
  return `${what}: ${doing[stage]}`;
}

function isBlocked(world: World, event: Uevent, earlier: Uevent): boolean {
  if (event.ifindex === earlier.ifindex) return true;
  if (deviceOf(world, event.label).parent?.name !== deviceOf(world, earlier.label).parent?.name) return false;
  return (
    event.name === earlier.name ||
    event.name === earlier.oldName ||
    (event.oldName === earlier.name && event.oldName !== "")
  );
}

function launchFor(world: World, state: State, slot: number, event: Uevent, command: "name" | "rename"): State {
  const { namingScheme } = world.udevd;
  const environment = {
    ACTION: event.action,
    IFINDEX: String(event.ifindex),
    INTERFACE: event.name,
    ID_NET_NAMING_SCHEME: namingScheme,
  };
  return launch(world, state, slot, { args: [command, "--udev"], environment });
}

/** net_setup_link: stock altnames, and NAME if no rule has set it. */
function setUpLink(world: World, state: State, slot: number, work: Work): State {
  const { event } = work;
  const device = deviceOf(world, event.label);
  const link = linkByIndex(state, event.ifindex);
  const isAdd = event.action === "add";
  // A name that userspace has given is kept (NamePolicy=keep).
  const stock = isAdd && link?.assigned === 1 && device.slotName !== "" ? device.slotName : event.name;
  const name = work.name === "" ? stock : work.name;
  let next = state;
  if (world.udevd.altnamesOnMove) {
    const policy = isAdd ? [device.pathName] : event.action === "move" ? [device.slotName, device.pathName] : [];
    next = giveAltnames(world, state, event.ifindex, policy);
  }
  if (!isAdd || name === event.name) return withWork(next, slot, { ...work, name: event.name, stage: "write" });
  const { busy, marksRenaming } = world.udevd;
  const stage = busy === "refuse" ? "check-flags" : marksRenaming ? "mark" : "drop-altname";
  return withWork(next, slot, { ...work, name, stage });
}

function giveAltnames(world: World, state: State, ifindex: number, altnames: readonly string[]): State {
  let next = state;
  for (const altname of altnames) {
    const link = linkByIndex(next, ifindex);
    if (link === undefined || altname === "") continue;
    const outcome = addAltname(world, next, link, altname);
    if (typeof outcome !== "number") next = outcome;
  }
  return next;
}

function checkFlags(state: State, slot: number, work: Work): State {
  const link = linkByIndex(state, work.event.ifindex);
  if (link === undefined) return withWork(state, slot, undefined);
  return withWork(
    state,
    slot,
    link.up ? { ...work, name: work.event.name, stage: "write" } : { ...work, stage: "mark" },
  );
}

function dropOwnAltname(world: World, state: State, slot: number, work: Work): State {
  const link = linkByIndex(state, work.event.ifindex);
  if (link === undefined || !link.altnames.includes(work.name)) return setName(world, state, slot, work);
  const outcome = dropAltname(world, state, link, work.name);
  return withWork(typeof outcome === "number" ? state : outcome, slot, { ...work, stage: "set-name" });
}

function setName(world: World, state: State, slot: number, work: Work): State {
  const { busy, marksRenaming, altnamesOnMove } = world.udevd;
  const { ifindex } = work.event;
  const link = linkByIndex(state, ifindex);
  const outcome = link === undefined ? undefined : rename(world, state, link, work.name);
  if (outcome !== undefined && typeof outcome !== "number") {
    const { slotName, pathName } = deviceOf(world, work.event.label);
    const named = altnamesOnMove ? outcome : giveAltnames(world, outcome, ifindex, [slotName, pathName]);
    return withWork(named, slot, { ...work, stage: "write", renaming: marksRenaming });
  }
  const reverted = busy === "revert" ? mark(state, ifindex, false) : state;
  if (outcome !== EBUSY || busy === "abort" || busy === "refuse") return withWork(reverted, slot, undefined);
  return withWork(reverted, slot, { ...work, stage: "write", renaming: busy === "keep" });
}

/** The database, then the programs of RUN. */
function write(world: World, state: State, slot: number, work: Work): State {
  const { ifindex } = work.event;
  const written = withEntry(state, {
    ifindex,
    initialized: true,
    renaming: work.renaming,
    keep: work.keep,
    marked: work.marked,
  });
  if (!work.run) return withWork(written, slot, undefined);
  const running = withWork(written, slot, { ...work, stage: "run" });
  return launchFor(world, running, slot, { ...work.event, name: work.name }, "rename");
}

/** The old database, without ID_RENAMING. */
function mark(state: State, ifindex: number, renaming: boolean): State {
  const known = state.database.find((entry) => entry.ifindex === ifindex);
  return withEntry(state, {
    ifindex,
    initialized: known?.initialized === true,
    renaming,
    keep: known?.keep === true,
    marked: known?.marked === true,
  });
}

function withEntry(state: State, entry: Entry): State {
  const others = state.database.filter(({ ifindex }) => ifindex !== entry.ifindex);
  return { ...state, database: [...others, entry].sort((one, other) => one.ifindex - other.ifindex) };
}

function withWork(state: State, slot: number, work: Work | undefined): State {
  const clean = work === undefined ? bury(state, slot) : state;
  return { ...clean, workers: replaced(clean.workers, slot, work) };
}
