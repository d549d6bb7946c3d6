// SPDX-License-Identifier: MIT
import { spawnSync } from "node:child_process";
import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { constants as system } from "node:os";
import { isatty } from "node:tty";
import {
  type FileLock,
  type Finished,
  fileStatusOf,
  type Host,
  isSystemError,
  LOG_NUMBERS,
  type Priority,
  SystemError,
} from "../host.ts";
import { bytesOf, textOf } from "./bytes.ts";
import { readEnvironment } from "./environment.ts";
import { openRtnl, openUevents, sendLog, terminalWidth, waitForEither, waitForOutput } from "./libc.ts";

/**
 * The host for tests, for debugging, and for machines for which there is no engine library. udevd cannot run it:
 * MemoryDenyWriteExecute= of its service kills a JIT compiler.
 *
 * @param args the arguments after the program's own name, as byte strings
 */
export function nodeHost(args: readonly string[]): Host {
  const environment = readEnvironment();
  return {
    args,
    env: (name) => environment.get(name),
    readFile: (path, limit) => unlessAbsent(`read ${path}`, () => readFile(path, limit)),
    readSymlink: (path) => unlessAbsent(`readlink ${path}`, () => textOf(readlinkSync(bytesOf(path), "buffer"))),
    readDirectory: (path) =>
      unlessAbsent(`open directory ${path}`, () => readdirSync(bytesOf(path), "buffer").map(textOf).sort()),
    makeDirectory: (path) => calling(`mkdir ${path}`, () => void mkdirSync(bytesOf(path), 0o755)),
    writeFile: (path, content) =>
      calling(`write ${path}`, () => writeFileSync(bytesOf(path), bytesOf(content), { flag: "wx", mode: 0o600 })),
    makeSymlink: (target, path) => calling(`symlink ${path}`, () => symlinkSync(bytesOf(target), bytesOf(path))),
    fileStatus: (path) =>
      unlessAbsent(`stat ${path}`, () => {
        const { mode, size, mtimeMs, ino, dev } = statSync(bytesOf(path));
        return fileStatusOf(mode, size, Math.floor(mtimeMs / 1000), ino, dev);
      }),
    run,
    now: () => performance.now(),
    out: (text) => calling("write standard output", () => writeAll(1, bytesOf(text))),
    err: (text) => {
      try {
        writeAll(2, bytesOf(text));
      } catch {
        // The error cannot be reported anywhere.
      }
    },
    isTerminal: (descriptor) => isatty(descriptor),
    terminalWidth,
    log,
    openRtnl,
    openUevents,
    waitForEither,
    lock: (path, deadline) => calling(`lock ${path}`, () => lock(path, deadline)),
  };
}

function log(priority: Priority, line: string): void {
  const message = `<${LOG_NUMBERS[priority]}>failover-ifname: ${line}`;
  if (sendLog(message)) return;
  try {
    // The kernel shows a record without a newline only when the next record comes (kernel/printk/printk.c, vprintk_store).
    const descriptor = openSync("/dev/kmsg", constants.O_WRONLY | constants.O_NONBLOCK);
    writeSync(descriptor, bytesOf(`${message}\n`));
    closeSync(descriptor);
  } catch {
    // There is no log. The line is on standard error too.
  }
}

/**
 * Node cannot lock a file, but flock(1) of util-linux can. The lock belongs to the open file, which this process shares
 * with flock(1). So it stays when flock(1) exits.
 */
function lock(path: string, deadline: number): FileLock | undefined {
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;
  const descriptor = openSync(bytesOf(path), flags, 0o600);
  if (!fstatSync(descriptor).isFile()) {
    closeSync(descriptor);
    throw new SystemError(system.errno.EOPNOTSUPP, `lock ${path}`);
  }
  const seconds = Math.max(0, deadline - performance.now()) / 1000;
  const { status, error } = spawnSync("flock", ["--exclusive", "--wait", seconds.toFixed(3), "3"], {
    stdio: ["ignore", "ignore", "ignore", descriptor],
  });
  if (status === 0) return fileLock(path, descriptor);
  closeSync(descriptor);
  // flock(1) exits with 1 if the time is over.
  if (status !== 1) throw error ?? new Error(`flock(1) failed with exit status ${status}`);
  return undefined;
}

function fileLock(path: string, descriptor: number): FileLock {
  return {
    read: () =>
      calling(`read ${path}`, () => {
        const note = Buffer.alloc(4096);
        return textOf(note.subarray(0, readSync(descriptor, note, 0, note.length, 0)));
      }),
    write: (note) =>
      calling(`write ${path}`, () => {
        ftruncateSync(descriptor, 0);
        writeSync(descriptor, bytesOf(note), 0, note.length, 0);
      }),
    release: () => closeSync(descriptor),
  };
}

/** Node takes the arguments as text. Bytes that are not UTF-8 would be lost: tests do not use them. */
function run(command: readonly string[], limit: number, milliseconds: number): Finished | undefined {
  const [program = "", ...args] = command.map((argument) => bytesOf(argument).toString());
  const options = { maxBuffer: limit, timeout: milliseconds, killSignal: "SIGKILL" } as const;
  const { status, signal, stdout, error } = spawnSync(program, args, {
    stdio: ["ignore", "pipe", "ignore"],
    ...options,
  });
  if (error === undefined)
    return { status: status ?? 128 + (system.signals[signal ?? "SIGKILL"] ?? 0), output: textOf(stdout) };
  const code = "code" in error ? error.code : undefined;
  if (code === "ENOENT") return undefined;
  const { EFBIG, ETIMEDOUT, EACCES } = system.errno;
  throw new SystemError(code === "ENOBUFS" ? EFBIG : code === "ETIMEDOUT" ? ETIMEDOUT : EACCES, `run ${program}`);
}

function readFile(path: string, limit: number): string {
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
  const descriptor = openSync(bytesOf(path), flags);
  try {
    if (!fstatSync(descriptor).isFile()) throw new SystemError(system.errno.EOPNOTSUPP, `read ${path}`);
    const buffer = Buffer.alloc(limit + 1);
    let used = 0;
    for (;;) {
      const got = readSync(descriptor, buffer, used, buffer.length - used, null);
      if (got === 0) return textOf(buffer.subarray(0, used));
      used += got;
      if (used > limit) throw new SystemError(system.errno.EFBIG, `read ${path}`);
    }
  } finally {
    closeSync(descriptor);
  }
}

/** How long to wait for a reader, in milliseconds, as in quickjs/output.c. */
const READER_TIMEOUT = 30_000;
const TRIES_MAX = 1000;

function writeAll(descriptor: number, bytes: Buffer): void {
  for (let at = 0, tries = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
      tries = 0;
    } catch (error) {
      const full = error instanceof Error && "code" in error && error.code === "EAGAIN";
      if (!full || ++tries > TRIES_MAX || !waitForOutput(descriptor, READER_TIMEOUT)) throw error;
    }
  }
}

function unlessAbsent<T>(call: string, run: () => T): T | undefined {
  try {
    return calling(call, run);
  } catch (error) {
    if (isSystemError(error) && (error.code === "ENOENT" || error.code === "ENOTDIR")) return undefined;
    throw error;
  }
}

function calling<T>(call: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof Error && "errno" in error && typeof error.errno === "number") {
      throw new SystemError(-error.errno, call);
    }
    throw error;
  }
}
