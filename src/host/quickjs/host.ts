import { type Datagram, type FileLock, type Host, LOG_NUMBERS, type RouteSocket, SystemError } from "../host.ts";

/** The functions of main.c; a number in place of a result is a negative errno. */
export interface System {
  args(): string[];
  env(name: string): string | undefined;
  readFile(path: string, limit: number): string | number;
  readLink(path: string): string | number;
  readDirectory(path: string): string[] | number;
  makeDirectory(path: string): number;
  writeFile(path: string, content: string): number;
  makeLink(target: string, path: string): number;
  now(): number;
  write(fd: number, text: string): number;
  isTerminal(fd: number): boolean;
  sendLog(message: string): number;
  writeKmsg(message: string): number;
  openRoute(groups: number): number;
  lock(path: string, milliseconds: number): number;
  readNote(fd: number): string | number;
  writeNote(fd: number, note: string): number;
  routePort(fd: number): number;
  sendRoute(fd: number, message: string): number;
  receiveRoute(fd: number, milliseconds: number): [number[], number, number, boolean] | number;
  close(fd: number): number;
  /** Run another program of the executable, which exits by itself: rename.ts, command-line.ts. */
  runRename(): never;
  runCommandLine(): never;
  exit(code: number): never;
}

/** The host that ships: the QuickJS engine with main.c. */
export function quickjsHost(system: System): Host {
  return {
    args: system.args(),
    env: system.env,
    readFile: (path, limit) => checked(system.readFile(path, limit), `read ${path}`),
    readLink: (path) => checked(system.readLink(path), `readlink ${path}`),
    readDirectory: (path) => checked(system.readDirectory(path), `open directory ${path}`).sort(),
    makeDirectory: (path) => done(system.makeDirectory(path), `mkdir ${path}`),
    writeFile: (path, content) => done(system.writeFile(path, content), `write ${path}`),
    makeLink: (target, path) => done(system.makeLink(target, path), `symlink ${path}`),
    now: system.now,
    out: (text) => done(system.write(1, text), "write standard output"),
    err: (text) => void system.write(2, text),
    isTerminal: system.isTerminal,
    log: (priority, line) => log(system, `<${LOG_NUMBERS[priority]}>failover-ifname: ${line}`),
    openRoute: (group) => openRoute(system, group === "link" ? RTMGRP_LINK : 0),
    lock: (path, deadline) => lock(system, path, deadline),
  };
}

/** RTNLGRP_LINK as a bit of nl_groups (include/uapi/linux/rtnetlink.h). */
const RTMGRP_LINK = 1;

const EINTR = 4;
const EAGAIN = 11;

function openRoute(system: System, groups: number): RouteSocket {
  const fd = done(system.openRoute(groups), "open a NETLINK_ROUTE socket");
  return {
    portId: done(system.routePort(fd), "getsockname of a NETLINK_ROUTE socket"),
    send: (message) => void done(system.sendRoute(fd, message), "send on a NETLINK_ROUTE socket"),
    receive: (deadline) => receive(system, fd, deadline),
    close: () => void system.close(fd),
  };
}

function receive(system: System, fd: number, deadline: number): Datagram | undefined {
  for (;;) {
    const left = millisecondsTo(system, deadline);
    const result = system.receiveRoute(fd, left);
    if (typeof result === "object") {
      return { words: result[0], length: result[1], sender: result[2], truncated: result[3] };
    }
    if (result === -EAGAIN && left === 0) return undefined;
    // poll(2) is interrupted by a stop and a continue even where no signal handler is set (signal(7)).
    if (result !== -EINTR && result !== -EAGAIN) done(result, "receive on a NETLINK_ROUTE socket");
  }
}

function lock(system: System, path: string, deadline: number): FileLock | undefined {
  const fd = system.lock(path, millisecondsTo(system, deadline));
  if (fd === -EAGAIN) return undefined;
  done(fd, `lock ${path}`);
  return {
    read: () => checked(system.readNote(fd), `read ${path}`),
    write: (note) => void done(system.writeNote(fd, note), `write ${path}`),
    release: () => void system.close(fd),
  };
}

function log(system: System, message: string): void {
  // The kernel shows a record without a newline only when the next one comes (kernel/printk/printk.c, vprintk_store).
  if (system.sendLog(message) < 0) system.writeKmsg(`${message}\n`);
}

/** What C takes: a number from 0 to the largest int. */
function millisecondsTo(system: System, deadline: number): number {
  return Math.min(Math.max(0, Math.ceil(deadline - system.now())), 0x7fffffff);
}

function checked<T extends string | string[]>(result: T | number, call: string): T {
  if (typeof result === "number") throw new SystemError(-result, call);
  return result;
}

function done(result: number, call: string): number {
  if (result < 0) throw new SystemError(-result, call);
  return result;
}
