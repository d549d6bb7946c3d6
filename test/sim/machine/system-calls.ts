// SPDX-License-Identifier: MIT
/** The answers to the system calls of a process, and which calls let other actors move first. */
import { isConstant, readDirectory, readFile, readSymlink } from "./files.ts";
import {
  type Answer,
  begin,
  type Call,
  DONE,
  describeCall,
  type Home,
  NOTHING,
  type Program,
  resume,
} from "./process.ts";
import { describeReply, describeRequest, finishDump, handle, waitsForRtnl } from "./requests.ts";
import { readsWhatIsStable } from "./stable-reads.ts";
import { Fault, type Note, type Process, replaced, type Socket, type State, type World } from "./state.ts";

/** The time limit of one run, in milliseconds (RenameTimeoutSec=). */
export const DEADLINE = 2000;

/** Starts a process in a slot; it runs up to the first call that others can see or influence. */
export function launch(world: World, state: State, slot: number, program: Program): State {
  const process: Process = { run: begin(homeOf(world), program), started: state.clock, sockets: [] };
  return runOn(world, { ...state, processes: replaced(state.processes, slot, process) }, slot);
}

/** Can the pending call of this process return now? */
export function isReady(world: World, state: State, process: Process): boolean {
  const call = process.run.pending;
  if (call === undefined) return false;
  if (call.to === "send") return state.rtnl === -1 || !waitsForRtnl(world, call.message);
  if (call.to === "receive") return canReceive(state, process, call.socket) || state.clock >= call.deadline;
  if (call.to === "lock") return !isLocked(state, call.path) || state.clock >= call.deadline;
  return true;
}

/** The time at which the pending call returns by itself; undefined if it has no deadline. */
export function deadlineOf(process: Process): number | undefined {
  const call = process.run.pending;
  return call !== undefined && "deadline" in call ? call.deadline : undefined;
}

/** Does the pending call, and all calls after it that concern only this process. */
export function step(world: World, state: State, slot: number): State {
  return runOn(world, answered(world, state, slot), slot);
}

/** The process has ended: the kernel closes its sockets and releases its locks. */
export function bury(state: State, slot: number): State {
  const locks = state.locks.some((lock) => lock.slot === slot)
    ? state.locks.filter((lock) => lock.slot !== slot)
    : state.locks;
  return { ...state, processes: replaced(state.processes, slot, undefined), locks };
}

/** The pending call and its answer in words. */
export function describeStep(world: World, state: State, slot: number): string {
  const process = state.processes[slot];
  const call = process?.run.pending;
  if (process === undefined || call === undefined) return "nothing";
  if (call.to === "send") {
    const { state: after, replies } = handle(world, state, slot, call.message);
    return `${describeRequest(call.message)} → ${describeReply(world, after, replies)}`;
  }
  const [, answer] = ask(world, state, slot, process, call);
  if (call.to === "receive" && "text" in answer) return `an event: ${describeReply(world, state, [answer.text])}`;
  return `${describeCall(call)} → ${describeAnswer(answer)}`;
}

const ENOBUFS = 105;

const homes = new WeakMap<World, Home>();

function homeOf(world: World): Home {
  let home = homes.get(world);
  if (home === undefined) {
    home = { entry: world.entry, constant: (call) => constant(world, call) };
    homes.set(world, home);
  }
  return home;
}

/** Files whose content is constant on one machine. */
function constant(world: World, call: Call): Answer | undefined {
  if (!("path" in call) || !isConstant(call.path)) return undefined;
  if (call.to === "readFile") return errnoOr(readFile(world, undefined, call.path), (text) => ({ text }));
  if (call.to === "readSymlink") return errnoOr(readSymlink(world, undefined, call.path), (text) => ({ text }));
  if (call.to === "readDirectory") return errnoOr(readDirectory(world, undefined, call.path), (names) => ({ names }));
  return undefined;
}

/** Does the pending call need no turn, because no other actor can see when it happens? */
export function isFree(world: World, state: State, slot: number): boolean {
  const process = state.processes[slot];
  const call = process?.run.pending;
  if (process === undefined || call === undefined) return false;
  return isLocal(world, process, call) || readsWhatIsStable(world, state, slot, call);
}

/** A call that no other actor can see or influence needs no turn. */
function isLocal(world: World, process: Process, call: Call): boolean {
  switch (call.to) {
    case "now":
    case "close":
    case "readLock":
      return true;
    case "openRtnl":
      return !call.inLinkGroup;
    case "receive":
      // The first datagram of the queue stays the first, unless the queue can overrun.
      return queueOf(process, call.socket).length > 0 && world.eventQueue === undefined;
    default:
      return false;
  }
}

/** Everything up to the first call that others can see or influence. */
function runOn(world: World, state: State, slot: number): State {
  let current = state;
  for (let calls = 0; isFree(world, current, slot); calls++) {
    if (calls === 1000) throw new Fault("a process spins");
    current = answered(world, current, slot);
  }
  return current;
}

function answered(world: World, state: State, slot: number): State {
  const process = state.processes[slot];
  const call = process?.run.pending;
  if (process === undefined || call === undefined) throw new Error(`no call is pending in slot ${slot}`);
  const [after, answer] = ask(world, state, slot, process, call);
  const now = after.processes[slot] ?? process;
  const next: Process = { run: resume(process.run, answer), started: now.started, sockets: now.sockets };
  return { ...after, processes: replaced(after.processes, slot, next) };
}

function ask(world: World, state: State, slot: number, process: Process, call: Call): [State, Answer] {
  switch (call.to) {
    case "now":
      return [state, { time: state.clock }];
    case "readFile":
      return [state, errnoOr(readFile(world, state, call.path), (text) => ({ text }))];
    case "readSymlink":
      return [state, errnoOr(readSymlink(world, state, call.path), (text) => ({ text }))];
    case "readDirectory":
      return [state, errnoOr(readDirectory(world, state, call.path), (names) => ({ names }))];
    case "makeDirectory":
    case "writeFile":
      throw new Fault(`the program writes ${call.path}`);
    case "openRtnl":
      return [
        withSockets(state, slot, [...process.sockets, { inLinkGroup: call.inLinkGroup, open: true, queue: [] }]),
        DONE,
      ];
    case "close":
      return [withSocket(state, slot, call.socket, { inLinkGroup: false, open: false, queue: [] }), DONE];
    case "send": {
      const { state: after, replies, dump } = handle(world, state, slot, call.message);
      const socket = after.processes[slot]?.sockets[call.socket];
      if (socket === undefined) throw new Fault("a message on a socket that was never opened");
      return [withSocket(after, slot, call.socket, { ...socket, queue: [...socket.queue, ...replies], dump }), DONE];
    }
    case "receive": {
      const socket = process.sockets[call.socket];
      if (socket?.overrun === true) {
        return [withSocket(state, slot, call.socket, { ...socket, overrun: false }), { errno: ENOBUFS }];
      }
      const isNext = socket?.queue.length === 0 && socket.dump !== undefined && state.rtnl === -1;
      const [text, ...queue] = isNext ? finishDump(world, state, socket.dump) : (socket?.queue ?? []);
      if (socket === undefined || text === undefined) return [state, NOTHING];
      const dump = isNext ? undefined : socket.dump;
      return [withSocket(state, slot, call.socket, { ...socket, queue, dump }), { text }];
    }
    case "lock":
      if (isLocked(state, call.path)) return [state, NOTHING];
      return [{ ...state, locks: [...state.locks, { path: call.path, slot }] }, DONE];
    case "readLock":
      return [state, { text: state.notes.find((note) => note.path === call.path)?.content ?? "" }];
    case "writeLock":
      return [withNote(state, call), DONE];
    case "release":
      return [{ ...state, locks: state.locks.filter((lock) => lock.path !== call.path || lock.slot !== slot) }, DONE];
  }
}

function errnoOr<T>(result: T | number, answer: (result: T) => Answer): Answer {
  return typeof result === "number" ? { errno: result } : answer(result);
}

function describeAnswer(answer: Answer): string {
  if ("errno" in answer) return `errno ${answer.errno}`;
  if ("text" in answer) return JSON.stringify(answer.text);
  if ("names" in answer) return answer.names.join(" ");
  return "nothing" in answer ? "nothing until the deadline" : "done";
}

/** A datagram, ENOBUFS for lost ones, or the next part of a dump, which waits for rtnl. */
function canReceive(state: State, process: Process, index: number): boolean {
  const socket = process.sockets[index];
  if (socket === undefined) return false;
  return socket.queue.length > 0 || socket.overrun === true || (socket.dump !== undefined && state.rtnl === -1);
}

function queueOf(process: Process, socket: number): readonly string[] {
  return process.sockets[socket]?.queue ?? [];
}

function withSockets(state: State, slot: number, sockets: readonly Socket[]): State {
  const process = state.processes[slot];
  if (process === undefined) throw new Error(`no process in slot ${slot}`);
  return { ...state, processes: replaced(state.processes, slot, { ...process, sockets }) };
}

function withSocket(state: State, slot: number, index: number, socket: Socket): State {
  return withSockets(state, slot, replaced(state.processes[slot]?.sockets ?? [], index, socket));
}

function withNote(state: State, { path, content }: Note): State {
  const others = state.notes.filter((note) => note.path !== path);
  return { ...state, notes: content === "" ? others : [...others, { path, content }] };
}

function isLocked(state: State, path: string): boolean {
  return state.locks.some((lock) => lock.path === path);
}
