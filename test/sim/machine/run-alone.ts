// SPDX-License-Identifier: MIT
/** One run of the program without other actors. It needs no schedule, so it is as fast as the program itself. */
import { type Datagram, type Host, SystemError } from "../../../src/host/host.ts";
import { readDirectory, readFile, readSymlink } from "./files.ts";
import type { Program } from "./process.ts";
import { handle } from "./requests.ts";
import { wordsOf } from "./rtnetlink.ts";
import { type State, slotOfScript, type World } from "./state.ts";

export interface DirectOutcome {
  /** The machine after the run. */
  readonly state: State;
  readonly exitCode: number;
  readonly out: string;
  /** What it wrote to standard error and to the log. */
  readonly said: readonly string[];
}

/** Runs the program to its end. Time passes only while it waits. */
export function runDirectly(world: World, before: State, program: Program): DirectOutcome {
  const slot = slotOfScript(world, 0);
  const said: string[] = [];
  let state = before;
  let out = "";
  let sockets = 0;
  const host: Host = {
    args: program.args,
    env: (name) => program.environment[name],
    readFile: (path) => unlessErrno(path, readFile(world, state, path)),
    readSymlink: (path) => unlessErrno(path, readSymlink(world, state, path)),
    readDirectory: (path) => unlessErrno(path, readDirectory(world, state, path)),
    makeDirectory: (path) => refuse(path),
    writeFile: (path) => refuse(path),
    makeSymlink: (_target, path) => refuse(path),
    fileStatus: () => undefined,
    run: () => undefined,
    now: () => state.clock,
    out: (text) => {
      out += text;
    },
    err: (text) => void said.push(text),
    isTerminal: () => false,
    terminalWidth: () => undefined,
    log: (priority, line) => void said.push(`${priority}: ${line}`),
    openUevents: () => refuse("uevents"),
    waitForEither: () => refuse("uevents"),
    openRtnl: () => {
      const queue: string[] = [];
      return {
        descriptor: -1,
        portId: 4000 + sockets++,
        send: (message) => {
          const { state: after, replies } = handle(world, state, slot, message);
          state = after;
          queue.push(...replies);
        },
        receive: (deadline) => {
          const bytes = queue.shift();
          if (bytes === undefined) state = { ...state, clock: Math.max(state.clock, deadline) };
          return bytes === undefined ? undefined : datagram(bytes);
        },
        close: () => {},
      };
    },
    lock: (path) => {
      if (state.locks.some((lock) => lock.path === path)) throw new Error(`${path} is locked twice`);
      state = { ...state, locks: [...state.locks, { path, slot }] };
      const release = () => {
        state = { ...state, locks: state.locks.filter((lock) => lock.path !== path) };
      };
      return { read: () => "", write: () => {}, release };
    },
  };
  const exitCode = world.entry(host);
  // There is no udevd that could handle them.
  return { state: { ...state, uevents: [] }, exitCode, out, said };
}

const ENOENT = 2;

function unlessErrno<T>(path: string, answer: T | number): T | undefined {
  if (answer === ENOENT) return undefined;
  if (typeof answer === "number") throw new SystemError(answer, path);
  return answer;
}

function refuse(path: string): never {
  throw new Error(`the program writes ${path}`);
}

function datagram(bytes: string): Datagram {
  return { words: wordsOf(bytes), length: bytes.length, sender: 0, truncated: false };
}
