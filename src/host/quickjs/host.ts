// SPDX-License-Identifier: MIT
import { type Datagram, type FileLock, type Host, LOG_NUMBERS, type RtnlSocket, SystemError } from "../host.ts";

/** The global object that system.c makes: most of its calls are the host's own. */
export interface System extends Omit<Host, "log" | "lock" | "openRtnl"> {
  /** What a call of the C side throws if the system refuses it (system-error.c). */
  SystemError: typeof SystemError;
  sendLog(message: string): boolean;
  writeKmsg(message: string): boolean;
  lockFile(path: string, milliseconds: number): number | undefined;
  readNote(fd: number): string;
  writeNote(fd: number, note: string): void;
  openSocket(groups: number): number;
  portOf(fd: number): number;
  send(fd: number, message: string): void;
  /** Puts what comes into `datagram`, and returns its length in bytes. */
  receive(fd: number, milliseconds: number): number | undefined;
  /** Words of 32 bits: the sender, whether the datagram is truncated (1 or 0), and the content. */
  readonly datagram: ArrayBuffer;
  close(fd: number): void;
}

/** The host that ships: the QuickJS engine with the C files beside this one. */
export function quickjsHost(system: System): Host {
  const { readDirectory } = system;
  const words = new Int32Array(system.datagram);
  system.SystemError = SystemError;
  return Object.assign(system, {
    readDirectory: (path: string) => readDirectory(path)?.sort(),
    log: (priority: keyof typeof LOG_NUMBERS, line: string): void => {
      const message = `<${LOG_NUMBERS[priority]}>failover-ifname: ${line}`;
      // The kernel shows a record without a newline only when the next one comes (kernel/printk/printk.c, vprintk_store).
      if (!system.sendLog(message)) system.writeKmsg(`${message}\n`);
    },
    lock: (path: string, deadline: number) => lock(system, path, deadline),
    openRtnl: (group: "none" | "link") => openRtnl(system, words, group === "link" ? RTMGRP_LINK : 0),
  });
}

/** RTNLGRP_LINK as a bit of nl_groups (include/uapi/linux/rtnetlink.h). */
const RTMGRP_LINK = 1;

function openRtnl(system: System, words: Int32Array, groups: number): RtnlSocket {
  const fd = system.openSocket(groups);
  return {
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

/** An int of C, and not negative. */
function millisecondsTo(system: System, deadline: number): number {
  return Math.min(Math.max(0, Math.ceil(deadline - system.now())), 0x7fffffff);
}
