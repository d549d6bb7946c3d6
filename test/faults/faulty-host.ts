// SPDX-License-Identifier: MIT
import { type FileLock, type Host, type RtnlSocket, SystemError } from "../../src/host/host.ts";

/** The calls of a host that the system can refuse, with their errnos (see the manual page of each system call). */
export const REFUSALS = {
  readFile: [5, 12, 13, 24, 27],
  readSymlink: [5, 12, 13],
  readDirectory: [5, 12, 13, 24],
  openRtnl: [1, 12, 24, 105],
  send: [1, 12, 105],
  receive: [12, 105],
  lock: [12, 13, 21, 24, 28, 30],
  readNote: [5],
  writeNote: [5, 28],
  out: [5, 28, 32],
} as const satisfies { readonly [call: string]: readonly number[] };

export type Call = keyof typeof REFUSALS;

/** The fault: the call with this number, counted from 0, is refused, and all later ones of its kind if `forEver`. */
export interface Fault {
  readonly at: number;
  readonly errno: number;
  readonly forEver: boolean;
}

/** A host with a fault, and a record of the calls that were made. The datagram of a refused `receive` is lost. */
export function faulty(host: Host, fault: Fault | undefined): { readonly host: Host; readonly calls: Call[] } {
  const calls: Call[] = [];
  const meet = (call: Call): void => {
    const number = calls.push(call) - 1;
    if (fault === undefined || number < fault.at) return;
    if (number === fault.at || (fault.forEver && calls[fault.at] === call)) throw new SystemError(fault.errno, call);
  };
  const socket = (rtnl: RtnlSocket): RtnlSocket => ({
    ...rtnl,
    send: (message) => {
      meet("send");
      rtnl.send(message);
    },
    receive: (deadline) => {
      const datagram = rtnl.receive(deadline);
      meet("receive");
      return datagram;
    },
  });
  const lock = (held: FileLock): FileLock => ({
    ...held,
    read: () => {
      meet("readNote");
      return held.read();
    },
    write: (note) => {
      meet("writeNote");
      held.write(note);
    },
  });
  const before =
    <A extends unknown[], R>(call: Call, run: (...args: A) => R) =>
    (...args: A): R => {
      meet(call);
      return run(...args);
    };
  return {
    calls,
    host: {
      ...host,
      readFile: before("readFile", host.readFile),
      readSymlink: before("readSymlink", host.readSymlink),
      readDirectory: before("readDirectory", host.readDirectory),
      openRtnl: before("openRtnl", (group) => socket(host.openRtnl(group))),
      lock: before("lock", (path, deadline) => {
        const held = host.lock(path, deadline);
        return held === undefined ? undefined : lock(held);
      }),
      out: before("out", host.out),
    },
  };
}
