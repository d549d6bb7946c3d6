// SPDX-License-Identifier: MIT
/**
 * The system as the program sees it, with two implementations: `quickjs/` is in the released program, `node/` is for tests
 * and debugging. Nothing outside `src/host/` uses `process`, `node:*` or the C functions.
 *
 * Every string that crosses this interface is a byte string: one character (U+0000 to U+00FF) is one byte. The kernel takes
 * link names as bytes (net/core/dev.c, dev_valid_name), and any decoding could lose some of them. A netlink message to send
 * is a byte string; a received one is an array of words. A call that the system refuses throws a `SystemError`.
 */
export interface Host {
  /** The arguments after the program's own name. */
  readonly args: readonly string[];
  /** The value of an environment variable; undefined if it is not set. */
  env(name: string): string | undefined;
  /**
   * The content of a regular file, at most `limit` bytes; undefined if the path does not exist (ENOENT, ENOTDIR). Throws
   * EFBIG if the file is larger, EOPNOTSUPP if it is not a regular file.
   */
  readFile(path: string, limit: number): string | undefined;
  /** The target of a symlink, not resolved; undefined if the path does not exist (ENOENT, ENOTDIR). */
  readSymlink(path: string): string | undefined;
  /**
   * The names in a directory without `.` and `..`, sorted by byte; undefined if the path does not exist (ENOENT, ENOTDIR).
   */
  readDirectory(path: string): string[] | undefined;
  /** Makes one directory (mode 0755). Throws EEXIST if the path exists. */
  makeDirectory(path: string): void;
  /** Writes a new file that only its owner can read (mode 0600). Throws EEXIST if the path exists. */
  writeFile(path: string, content: string): void;
  /** Makes a symlink. Throws EEXIST if the path exists. */
  makeSymlink(target: string, path: string): void;
  /** What the path is, after symlinks; undefined if it does not exist (ENOENT, ENOTDIR). */
  fileStatus(path: string): FileStatus | undefined;
  /**
   * Runs a program and waits for its end. Its standard input is empty, and its standard error is lost. Throws EFBIG if the
   * output is larger than `limit` bytes, ETIMEDOUT if its end does not come in time. The program is killed then.
   *
   * @param command the program, which is searched in PATH, and its arguments; at most 15 together
   * @param milliseconds how long it may take
   * @returns undefined if there is no such program
   */
  run(command: readonly string[], limit: number, milliseconds: number): Finished | undefined;
  /** Monotonic time in milliseconds since some fixed point. */
  now(): number;
  /** Writes all of `text` to standard output. */
  out(text: string): void;
  /** Writes all of `text` to standard error. Never throws: an error could not be reported anywhere. */
  err(text: string): void;
  /** Is this output (1 standard output, 2 standard error) a terminal? */
  isTerminal(descriptor: 1 | 2): boolean;
  /** The columns of the terminal that standard output is; undefined if it is none, or if it does not know its width. */
  terminalWidth(): number | undefined;
  /** Sends one line to the system log: /dev/log, or /dev/kmsg if /dev/log does not take it. Never fails and never waits. */
  log(priority: Priority, line: string): void;
  /**
   * Opens a NETLINK_ROUTE socket.
   *
   * @param group "link": the socket is in the multicast group of link events (RTNLGRP_LINK) when the call returns
   */
  openRtnl(group: "none" | "link"): RtnlSocket;
  /**
   * Opens a NETLINK_KOBJECT_UEVENT socket in the multicast groups of the kernel (1) and of udevd (2). When the call returns,
   * no event is missed. Both groups have the events of this network namespace only.
   */
  openUevents(): RtnlSocket;
  /**
   * Waits until one of two sockets has a datagram or an error; false if none has until `deadline` (a time of `now()`).
   *
   * @param other undefined: waits for the one socket
   */
  waitForEither(one: RtnlSocket, other: RtnlSocket | undefined, deadline: number): boolean;
  /**
   * Takes an exclusive flock(2) on a file. A missing file is made (mode 0600). The kernel releases the lock when the
   * process ends in any way. Throws EOPNOTSUPP if the path is not a regular file.
   *
   * @returns undefined if other processes hold the lock until `deadline` (a time of `now()`)
   */
  lock(path: string, deadline: number): FileLock | undefined;
}

/** Some fields of struct stat (inode(7)). */
export interface FileStatus {
  readonly isFile: boolean;
  readonly isDirectory: boolean;
  /** The permission bits, at most 0o7777. */
  readonly permissions: number;
  /** In bytes. */
  readonly size: number;
  /** The time of the last change of the content, in seconds since 1970. */
  readonly modified: number;
  readonly inode: number;
  /** The number of the file system: inodes are numbers in it. */
  readonly device: number;
}

/** How a program has ended. */
export interface Finished {
  /** Its exit status; 128 and the signal if a signal has ended it. */
  readonly status: number;
  /** Its standard output. */
  readonly output: string;
}

/** The priority of a line in the log, with the names of syslog(3). */
export type Priority = "err" | "warning" | "info";

/** A lock on a file. The holder can write a note into the file for the next holder. */
export interface FileLock {
  /** The note that was written last; empty if there is none. At most 4096 bytes are read. */
  read(): string;
  write(note: string): void;
  release(): void;
}

/** A netlink socket, bound to a port id that the kernel has chosen. */
export interface RtnlSocket {
  readonly descriptor: number;
  /** This socket's own port id (struct sockaddr_nl nl_pid). */
  readonly portId: number;
  /** Sends one datagram, a byte string, to the kernel (port id 0). */
  send(message: string): void;
  /**
   * The next datagram; undefined if none comes until `deadline` (a time of `now()`). Throws ENOBUFS if events came faster
   * than they were read, and some are lost.
   */
  receive(deadline: number): Datagram | undefined;
  close(): void;
}

export interface Datagram {
  /**
   * The content as signed 32-bit words in the machine's byte order. The last word is padded with zeros. The next `receive`
   * on any socket may overwrite them.
   */
  words: ArrayLike<number>;
  /** The length of the content in bytes. */
  length: number;
  /** The port id of the sender; the kernel's is 0 (netlink(7)). */
  sender: number;
  /** Is the datagram larger than the buffer? If so, its end is lost (MSG_TRUNC). */
  truncated: boolean;
}

/** The number at the start of a line for /dev/log and /dev/kmsg: the facility daemon and the priority (RFC 5424, 6.2.1). */
export const LOG_NUMBERS: { readonly [priority in Priority]: number } = { err: 27, warning: 28, info: 30 };

/** Takes the fields of FileStatus out of struct stat. */
export function fileStatusOf(mode: number, size: number, modified: number, inode: number, device: number): FileStatus {
  const type = mode & 0o170000;
  const permissions = mode & 0o7777;
  return { isFile: type === 0o100000, isDirectory: type === 0o040000, permissions, size, modified, inode, device };
}

/** A call that the system refused. */
export class SystemError extends Error {
  override readonly name = "SystemError";
  /** The symbol of errno, such as "ENOENT", for the program; the message has it in words, for people. */
  readonly code: string;

  /**
   * @param errno the positive errno
   * @param call the call that failed, with its object: "open /proc/cmdline"
   */
  constructor(errno: number, call: string) {
    const known = ERRORS[errno]?.split(" ");
    super(`${call}: ${known === undefined ? `errno ${errno}` : known.slice(1).join(" ")}`);
    this.code = known?.[0] ?? `errno ${errno}`;
  }
}

/** Is the error a SystemError? */
export function isSystemError(error: unknown): error is SystemError {
  return error instanceof SystemError;
}

/**
 * By errno: its symbol (include/uapi/asm-generic/errno-base.h, errno.h), and what it means, as strerror(3) says it. Not all
 * libraries say the same, and the hosts must not differ.
 */
const ERRORS: { readonly [errno: number]: string } = {
  1: "EPERM operation not permitted",
  2: "ENOENT no such file or directory",
  4: "EINTR interrupted system call",
  5: "EIO input/output error",
  6: "ENXIO no such device or address",
  9: "EBADF bad file descriptor",
  11: "EAGAIN resource temporarily unavailable",
  12: "ENOMEM cannot allocate memory",
  13: "EACCES permission denied",
  16: "EBUSY device or resource busy",
  17: "EEXIST file exists",
  19: "ENODEV no such device",
  20: "ENOTDIR not a directory",
  21: "EISDIR is a directory",
  22: "EINVAL invalid argument",
  23: "ENFILE too many open files in system",
  24: "EMFILE too many open files",
  27: "EFBIG file too large",
  28: "ENOSPC no space left on device",
  30: "EROFS read-only file system",
  32: "EPIPE broken pipe",
  34: "ERANGE numerical result out of range",
  36: "ENAMETOOLONG file name too long",
  40: "ELOOP too many levels of symbolic links",
  93: "EPROTONOSUPPORT protocol not supported",
  95: "EOPNOTSUPP operation not supported",
  97: "EAFNOSUPPORT address family not supported by protocol",
  105: "ENOBUFS no buffer space available",
  110: "ETIMEDOUT connection timed out",
  122: "EDQUOT disk quota exceeded",
};
