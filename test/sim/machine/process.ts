// SPDX-License-Identifier: MIT
/**
 * Runs the program under test in steps, by running it again from its start: a run gets the answers of all earlier calls,
 * and stops at the first call after them. The runs of one program form a tree, because the same answers lead to the same
 * call. Each run is executed once, for any number of schedules.
 */
import { type Datagram, type Host, type Priority, SystemError } from "../../../src/host/host.ts";
import { wordsOf } from "./rtnetlink.ts";
import type { Entrance } from "./state.ts";

/** The constant part of a machine, as a process sees it. */
export interface Home {
  /** The program's `main`. */
  readonly entry: Entrance;
  /** The answer to a call if it is the same at all times; undefined if it may change. */
  constant(call: Call): Answer | undefined;
}

/** A call that the world answers. */
export type Call =
  | { readonly to: "readFile" | "readSymlink" | "readDirectory" | "makeDirectory" | "writeFile"; readonly path: string }
  | { readonly to: "now" }
  | { readonly to: "openRtnl"; readonly inLinkGroup: boolean }
  | { readonly to: "send"; readonly socket: number; readonly message: string }
  | { readonly to: "receive"; readonly socket: number; readonly deadline: number }
  | { readonly to: "close"; readonly socket: number }
  | { readonly to: "lock"; readonly path: string; readonly deadline: number }
  | { readonly to: "readLock"; readonly path: string }
  | { readonly to: "writeLock"; readonly path: string; readonly content: string }
  | { readonly to: "release"; readonly path: string };

/** The answer to a call: an errno, a text (content of a file, target of a symlink, datagram), names, a time, or nothing. */
export type Answer =
  | { readonly errno: number }
  | { readonly text: string }
  | { readonly names: readonly string[] }
  | { readonly time: number }
  | typeof NOTHING
  | typeof DONE;

/** No datagram or no lock until the deadline. */
export const NOTHING = { nothing: true } as const;
export const DONE = { done: true } as const;

/** The state of a process: it waits for the answer to `pending`, or has ended. */
export interface Run {
  readonly id: number;
  readonly pending: Call | undefined;
  readonly exitCode: number | undefined;
  readonly out: string;
  /** What it wrote to standard error and to the log. */
  readonly said: readonly string[];
}

export interface Program {
  readonly args: readonly string[];
  readonly environment: { readonly [name: string]: string };
}

/** The first state of a program. Equal programs on one machine share it. */
export function begin(home: Home, program: Program): Run {
  let beginnings = known.get(home);
  if (beginnings === undefined) {
    beginnings = new Map();
    known.set(home, beginnings);
  }
  const key = JSON.stringify(program);
  let run = beginnings.get(key);
  if (run === undefined) {
    run = execute(home, program, []);
    beginnings.set(key, run);
  }
  return run;
}

/** Continues the process with the answer to its pending call. */
export function resume(run: Run, answer: Answer): Run {
  const branch = run as Branch;
  const key = keyOf(answer);
  let next = branch.children.get(key);
  if (next === undefined) {
    next = execute(branch.home, branch.program, [...branch.answers, answer]);
    branch.children.set(key, next);
  }
  return next;
}

const known = new WeakMap<Home, Map<string, Branch>>();
let runs = 0;

interface Branch extends Run {
  readonly home: Home;
  readonly program: Program;
  readonly answers: readonly Answer[];
  readonly children: Map<string, Branch>;
}

function keyOf(answer: Answer): string {
  if ("text" in answer) return `=${answer.text}`;
  if ("errno" in answer) return `!${answer.errno}`;
  if ("time" in answer) return `@${answer.time}`;
  if ("names" in answer) return `[${answer.names.join("/")}`;
  return "nothing" in answer ? "-" : "+";
}

/** Thrown out of the program at the call that has no answer yet. */
const SUSPENDED = new Error("suspended");

function execute(home: Home, program: Program, answers: readonly Answer[]): Branch {
  const journal: Journal = { answers, next: 0, pending: undefined, out: "", said: [] };
  let exitCode: number | undefined;
  // The stack traces of the program's errors are not used, and making them takes most of the time.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    exitCode = home.entry(replayingHost(home, program, journal));
  } catch (error) {
    if (journal.pending === undefined) throw error;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  const { pending, out, said } = journal;
  if (pending !== undefined) exitCode = undefined;
  return { id: ++runs, pending, exitCode, out, said, home, program, answers, children: new Map() };
}

interface Journal {
  readonly answers: readonly Answer[];
  next: number;
  pending: Call | undefined;
  out: string;
  said: string[];
}

function replayingHost(home: Home, program: Program, journal: Journal): Host {
  let sockets = 0;
  const ask = (call: Call): Answer => {
    if (journal.pending !== undefined) throw SUSPENDED;
    const answer = home.constant(call) ?? journal.answers[journal.next++];
    if (answer === undefined) {
      journal.pending = call;
      throw SUSPENDED;
    }
    if ("errno" in answer && !isAbsent(call, answer.errno)) throw new SystemError(answer.errno, describeCall(call));
    return answer;
  };
  const alive = (): void => {
    if (journal.pending !== undefined) throw SUSPENDED;
  };
  return {
    args: program.args,
    env: (name) => {
      alive();
      return program.environment[name];
    },
    readFile: (path) => textOrNothing(ask({ to: "readFile", path })),
    readSymlink: (path) => textOrNothing(ask({ to: "readSymlink", path })),
    readDirectory: (path) => {
      const answer = ask({ to: "readDirectory", path });
      return "names" in answer ? [...answer.names] : undefined;
    },
    makeDirectory: (path) => void ask({ to: "makeDirectory", path }),
    writeFile: (path) => void ask({ to: "writeFile", path }),
    makeSymlink: (_target, path) => void ask({ to: "writeFile", path }),
    fileStatus: () => {
      throw new Error("the udev commands do not call fileStatus");
    },
    run: () => {
      throw new Error("the udev commands run no program");
    },
    now: () => {
      const answer = ask({ to: "now" });
      return "time" in answer ? answer.time : 0;
    },
    out: (line) => {
      alive();
      journal.out += line;
    },
    err: (line) => {
      alive();
      journal.said.push(line);
    },
    isTerminal: () => false,
    terminalWidth: () => undefined,
    log: (priority: Priority, line) => {
      alive();
      journal.said.push(`${priority}: ${line}`);
    },
    openUevents: () => {
      throw new Error("the udev commands read no uevents");
    },
    waitForEither: () => {
      throw new Error("the udev commands wait for one socket");
    },
    openRtnl: (group) => {
      ask({ to: "openRtnl", inLinkGroup: group === "link" });
      const socket = sockets++;
      return {
        descriptor: -1,
        portId: portIdOf(socket),
        send: (message) => void ask({ to: "send", socket, message }),
        receive: (deadline) => datagram(ask({ to: "receive", socket, deadline })),
        close: () => void ask({ to: "close", socket }),
      };
    },
    lock: (path, deadline) => {
      const answer = ask({ to: "lock", path, deadline });
      if ("nothing" in answer) return undefined;
      return {
        read: () => text(ask({ to: "readLock", path })),
        write: (content) => void ask({ to: "writeLock", path, content }),
        release: () => void ask({ to: "release", path }),
      };
    },
  };
}

/** The same for each process, so that equal processes have equal states. */
function portIdOf(socket: number): number {
  return 4000 + socket;
}

/** A host returns undefined for a path that does not exist, and throws for all other errors. */
function isAbsent(call: Call, errno: number): boolean {
  return (call.to === "readFile" || call.to === "readSymlink" || call.to === "readDirectory") && errno === ENOENT;
}

const ENOENT = 2;

function textOrNothing(answer: Answer): string | undefined {
  return "text" in answer ? answer.text : undefined;
}

function text(answer: Answer): string {
  return "text" in answer ? answer.text : "";
}

function datagram(answer: Answer): Datagram | undefined {
  if (!("text" in answer)) return undefined;
  return { words: wordsOf(answer.text), length: answer.text.length, sender: 0, truncated: false };
}

/** A call as strace would show it. */
export function describeCall(call: Call): string {
  if ("path" in call) return `${call.to} ${call.path}`;
  return "socket" in call ? `${call.to} on socket ${call.socket}` : call.to;
}
