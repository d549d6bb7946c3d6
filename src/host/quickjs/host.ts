// SPDX-License-Identifier: MIT
import {
  type Datagram,
  type FileLock,
  fileStatusOf,
  type Host,
  LOG_NUMBERS,
  type RtnlSocket,
  SystemError,
} from "../host.ts";

/** The global object that system.c makes. Most of its calls are calls of Host. */
export interface System
  extends Omit<Host, "log" | "lock" | "openRtnl" | "openUevents" | "waitForEither" | "fileStatus" | "run"> {
  /** What a C function throws if the system refuses a call (system-error.c). */
  SystemError: typeof SystemError;
  /** st_mode, st_size, st_mtime, st_ino, st_dev; undefined if the path does not exist. */
  fileStatus(path: string): readonly [number, number, number, number, number] | undefined;
  /** The exit status and the output; undefined if there is no such program. */
  run(command: readonly string[], limit: number, milliseconds: number): readonly [number, string] | undefined;
  sendLog(message: string): boolean;
  writeKmsg(message: string): boolean;
  lockFile(path: string, milliseconds: number): number | undefined;
  readNote(fd: number): string;
  writeNote(fd: number, note: string): void;
  openSocket(protocol: number, groups: number): number;
  portOf(fd: number): number;
  send(fd: number, message: string): void;
  /** Puts the next datagram into `datagram`. Returns its length in bytes; undefined if none came in time. */
  receive(fd: number, milliseconds: number): number | undefined;
  /** -1 stands for no descriptor. */
  waitForEither(fd: number, other: number, milliseconds: number): boolean;
  /** 32-bit words: the sender's port id, whether the datagram is truncated (1 or 0), and the content. */
  readonly datagram: ArrayBuffer;
  close(fd: number): void;
}

/** The host of the released program: the QuickJS engine with the C files of this directory. */
export function quickjsHost(system: System): Host {
  const { readDirectory, fileStatus, run, waitForEither } = system;
  const words = new Int32Array(system.datagram);
  system.SystemError = SystemError;
  // The object `system` stays as it is: both bundles make a host of it.
  return Object.assign(Object.create(system), {
    readDirectory: (path: string) => readDirectory(path)?.sort(),
    fileStatus: (path: string) => {
      const fields = fileStatus(path);
      return fields === undefined ? undefined : fileStatusOf(...fields);
    },
    run: (command: readonly string[], limit: number, milliseconds: number) => {
      const finished = run(command, limit, milliseconds);
      return finished === undefined ? undefined : { status: finished[0], output: finished[1] };
    },
    log: (priority: keyof typeof LOG_NUMBERS, line: string): void => {
      const message = `<${LOG_NUMBERS[priority]}>failover-ifname: ${line}`;
      // The kernel shows a record without a newline only when the next record comes (kernel/printk/printk.c,
      // vprintk_store).
      if (!system.sendLog(message)) system.writeKmsg(`${message}\n`);
    },
    lock: (path: string, deadline: number) => lock(system, path, deadline),
    openRtnl: (group: "none" | "link") => openSocket(system, words, NETLINK_ROUTE, group === "link" ? RTMGRP_LINK : 0),
    openUevents: () => openSocket(system, words, NETLINK_KOBJECT_UEVENT, KERNEL_AND_UDEVD),
    waitForEither: (one: RtnlSocket, other: RtnlSocket | undefined, deadline: number) => {
      for (;;) {
        const left = millisecondsTo(system, deadline);
        if (waitForEither(one.descriptor, other?.descriptor ?? -1, left)) return true;
        if (left === 0) return false;
      }
    },
  });
}

/** RTNLGRP_LINK as a bit of nl_groups (include/uapi/linux/rtnetlink.h). */
const RTMGRP_LINK = 1;
const NETLINK_ROUTE = 0;
const NETLINK_KOBJECT_UEVENT = 15;
/** Groups 1 and 2 as bits of nl_groups. */
const KERNEL_AND_UDEVD = 3;

function openSocket(system: System, words: Int32Array, protocol: number, groups: number): RtnlSocket {
  const fd = system.openSocket(protocol, groups);
  return {
    descriptor: fd,
    portId: system.portOf(fd),
    send: (message) => system.send(fd, message),
    receive: (deadline) => {
      for (;;) {
        const left = millisecondsTo(system, deadline);
        const length = system.receive(fd, left);
        if (length !== undefined) return datagramOf(words, length);
        if (left === 0) return undefined;
      }
    },
    close: () => system.close(fd),
  };
}

const HEADER_WORDS = 2;

function datagramOf(words: Int32Array, length: number): Datagram {
  const content = words.subarray(HEADER_WORDS, HEADER_WORDS + ((length + 3) >> 2));
  return { words: content, length, sender: (words[0] ?? 0) >>> 0, truncated: words[1] === 1 };
}

function lock(system: System, path: string, deadline: number): FileLock | undefined {
  const fd = system.lockFile(path, millisecondsTo(system, deadline));
  if (fd === undefined) return undefined;
  return {
    read: () => system.readNote(fd),
    write: (note) => system.writeNote(fd, note),
    release: () => system.close(fd),
  };
}

/** The milliseconds until a deadline, not negative, and small enough for an int of C. */
function millisecondsTo(system: System, deadline: number): number {
  return Math.min(Math.max(0, Math.ceil(deadline - system.now())), 0x7fffffff);
}
