// SPDX-License-Identifier: MIT
/**
 * The system as the program sees it. Two hosts implement this: `quickjs/` ships, `node/` serves tests and debugging.
 * Nothing outside `src/host/` touches `process`, `node:*` or the C functions.
 *
 * Every string that crosses this interface is a byte string: one character (U+0000 to U+00FF) is one byte. Link names
 * are bytes to the kernel (net/core/dev.c, dev_valid_name), so that any other reading would lose some of them. A netlink
 * message goes out as a byte string and comes in as an array of words.
 * Every call that the system refuses throws a `SystemError`.
 */
export interface Host {
  /** The arguments after the program's own name. */
  readonly args: readonly string[];
  /** The value of an environment variable; undefined where it is not set. */
  env(name: string): string | undefined;
  /**
   * The content of a regular file, at most `limit` bytes; undefined where there is nothing (ENOENT, ENOTDIR). EFBIG where
   * there is more, EOPNOTSUPP where it is no regular file.
   */
  readFile(path: string, limit: number): string | undefined;
  /** The target of a symbolic link, as it is written; undefined where there is nothing (ENOENT, ENOTDIR). */
  readSymlink(path: string): string | undefined;
  /** The names in a directory without `.` and `..`, sorted by byte; undefined where there is nothing (ENOENT, ENOTDIR). */
  readDirectory(path: string): string[] | undefined;
  /** Makes one directory (mode 0755); EEXIST where there is something already. */
  makeDirectory(path: string): void;
  /** Writes a new file (mode 0644); EEXIST where there is something already. */
  writeFile(path: string, content: string): void;
  /** Makes a symbolic link; EEXIST where there is something already. */
  makeSymlink(target: string, path: string): void;
  /** Monotonic time in milliseconds, from any fixed point. */
  now(): number;
  /** Writes all of `text` to standard output. */
  out(text: string): void;
  /** Writes all of `text` to standard error; what cannot be written is lost, for there is nowhere left to say so. */
  err(text: string): void;
  /** Is this output (1 standard output, 2 standard error) a terminal? */
  isTerminal(descriptor: 1 | 2): boolean;
  /** One line to the system log: /dev/log, or /dev/kmsg where there is none. Never fails, never waits. */
  log(priority: Priority, line: string): void;
  /**
   * Opens a NETLINK_ROUTE socket.
   *
   * @param group "link" joins the multicast group of link events (RTNLGRP_LINK), before the call returns
   */
  openRtnl(group: "none" | "link"): RtnlSocket;
  /**
   * Takes an exclusive flock(2) on a file, which is made if it is absent (mode 0600). The kernel gives it back at the
   * death of the process, however that comes. EOPNOTSUPP if it is not a regular file.
   *
   * @returns undefined where others held it until `deadline` (a time of `now()`)
   */
  lock(path: string, deadline: number): FileLock | undefined;
}

/** How much a line in the log matters, as syslog(3) calls it. */
export type Priority = "err" | "warning" | "info";

/** A lock on a file. The content is for the holder to leave a note to the next one. */
export interface FileLock {
  /** What was written last; empty where nothing was. At most 4096 bytes are read. */
  read(): string;
  write(note: string): void;
  release(): void;
}

/** A NETLINK_ROUTE socket, bound to a port id that the kernel chose. */
export interface RtnlSocket {
  /** This socket's own port id (struct sockaddr_nl nl_pid). */
  readonly portId: number;
  /** Sends one datagram, a byte string, to the kernel (port id 0). */
  send(message: string): void;
  /**
   * The next datagram, or undefined where none came until `deadline` (a time of `now()`). Throws ENOBUFS where events
   * came faster than they were read, and some are lost.
   */
  receive(deadline: number): Datagram | undefined;
  close(): void;
}

export interface Datagram {
  /**
   * The content as signed 32-bit words in the machine's byte order; the last one is filled up with zeros. The next
   * `receive` on any socket may overwrite them.
   */
  words: ArrayLike<number>;
  /** The length of the content in bytes. */
  length: number;
  /** The port id of the sender; the kernel's is 0 (netlink(7)). */
  sender: number;
  /** The datagram was larger than the buffer, and its end is lost (MSG_TRUNC). */
  truncated: boolean;
}

/** The number in front of a line in /dev/log and /dev/kmsg: facility daemon, and the priority (RFC 5424, 6.2.1). */
export const LOG_NUMBERS: { readonly [priority in Priority]: number } = { err: 27, warning: 28, info: 30 };

/** A call that the system refused. */
export class SystemError extends Error {
  override readonly name = "SystemError";
  /** The symbol of errno, such as "ENOENT". */
  readonly code: string;

  /**
   * @param errno the positive errno
   * @param call what was tried, with its object: "open /proc/cmdline"
   */
  constructor(errno: number, call: string) {
    const code = errnoName(errno);
    super(`${call}: ${code}`);
    this.code = code;
  }
}

/** Is this a call that the system refused? */
export function isSystemError(error: unknown): error is SystemError {
  return error instanceof SystemError;
}

/** The symbol of an errno of Linux, "errno 999" if it is unknown. */
export function errnoName(errno: number): string {
  return ERRNO_NAMES[errno] ?? `errno ${errno}`;
}

/** include/uapi/asm-generic/errno-base.h, errno.h */
const ERRNO_NAMES: { readonly [errno: number]: string } = {
  1: "EPERM",
  2: "ENOENT",
  4: "EINTR",
  5: "EIO",
  6: "ENXIO",
  9: "EBADF",
  11: "EAGAIN",
  12: "ENOMEM",
  13: "EACCES",
  16: "EBUSY",
  17: "EEXIST",
  19: "ENODEV",
  20: "ENOTDIR",
  21: "EISDIR",
  22: "EINVAL",
  23: "ENFILE",
  24: "EMFILE",
  27: "EFBIG",
  28: "ENOSPC",
  30: "EROFS",
  32: "EPIPE",
  34: "ERANGE",
  36: "ENAMETOOLONG",
  40: "ELOOP",
  93: "EPROTONOSUPPORT",
  95: "EOPNOTSUPP",
  97: "EAFNOSUPPORT",
  105: "ENOBUFS",
  110: "ETIMEDOUT",
  122: "EDQUOT",
};
