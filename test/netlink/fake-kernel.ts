// SPDX-License-Identifier: MIT
import type { Datagram, Host } from "../../src/host/host.ts";
import { hostWith } from "../support/host.ts";
import { wordsOf } from "./kernel-bytes.ts";

/** A request that was received. */
export interface Request {
  readonly type: number;
  readonly flags: number;
  readonly sequence: number;
  readonly portId: number;
  /** The whole message. */
  readonly bytes: Buffer;
}

/** A datagram that is sent. By default it is from the kernel, and complete. */
export interface Reply {
  readonly bytes: Buffer;
  readonly sender?: number;
  readonly truncated?: boolean;
}

export interface FakeKernel {
  readonly host: Host;
  readonly requests: Request[];
  /** The multicast group of each socket that was opened. */
  readonly groups: string[];
  /** The time of `host.now()`. Only waiting takes time. */
  now(): number;
}

export const PORT_ID = 4242;

/** A host whose netlink sockets send a test's answers. A wait for a missing reply ends at once, at its deadline. */
export function fakeKernel(answer: (request: Request) => readonly Reply[]): FakeKernel {
  const requests: Request[] = [];
  const groups: string[] = [];
  const queue: Reply[] = [];
  let now = 1000;
  const receive = (deadline: number): Datagram | undefined => {
    const reply = queue.shift();
    if (reply === undefined) {
      now = Math.max(now, deadline);
      return undefined;
    }
    // Time also passes while datagrams are read.
    now += 1;
    const { bytes, sender = 0, truncated = false } = reply;
    return { words: wordsOf(bytes), length: bytes.length, sender, truncated };
  };
  const send = (text: string): void => {
    const bytes = Buffer.from(text, "latin1");
    const request = {
      type: bytes.readUInt16LE(4),
      flags: bytes.readUInt16LE(6),
      sequence: bytes.readUInt32LE(8),
      portId: bytes.readUInt32LE(12),
      bytes,
    };
    requests.push(request);
    queue.push(...answer(request));
  };
  const host = hostWith({
    now: () => now,
    openRtnl: (group) => {
      groups.push(group);
      return { descriptor: -1, portId: PORT_ID, send, receive, close: () => {} };
    },
  });
  return { host, requests, groups, now: () => now };
}
