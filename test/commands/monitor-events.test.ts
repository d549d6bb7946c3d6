// SPDX-License-Identifier: MIT
/** What is read in one batch while events come. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readBatch, type Sockets } from "../../src/commands/monitor-events.ts";
import type { RtnlSocket } from "../../src/host/host.ts";
import { recorded, wordsOf } from "../netlink/kernel-bytes.ts";
import { hostWith } from "../support/host.ts";
import { kernelUevent } from "../support/uevents.ts";

const UEVENT = kernelUevent("/a", { ACTION: "add", SUBSYSTEM: "net", INTERFACE: "eth0", IFINDEX: "3", SEQNUM: "7" });
const NEWS = recorded("newlink-veth.hex");
const host = hostWith({ now: () => 0 });

/** A socket with these datagrams. When its queue is found empty for the first time, `then` happens. */
function socketOf(queue: Buffer[], then?: () => void): RtnlSocket {
  let isEmptied = false;
  const receive: RtnlSocket["receive"] = () => {
    const bytes = queue.shift();
    if (bytes !== undefined) return { words: wordsOf(bytes), length: bytes.length, sender: 0, truncated: false };
    if (!isEmptied) then?.();
    isEmptied = true;
    return undefined;
  };
  return { descriptor: -1, portId: 1, send: assert.fail, receive, close: () => {} };
}

function sizes(sockets: Omit<Sockets, "why">): [uevents: number, news: number, isLost: boolean] {
  const { uevents, news, isLost } = readBatch(host, { ...sockets, why: "" });
  return [uevents.length, news.length, isLost];
}

test("a change after the uevents were read: its uevent is in the batch of its news", () => {
  const uevents: Buffer[] = [];
  const news: Buffer[] = [];
  const change = (): void => {
    uevents.push(UEVENT);
    news.push(NEWS);
  };
  assert.deepEqual(sizes({ uevents: socketOf(uevents, change), rtnl: socketOf(news) }), [1, 1, false]);
});

test("a change while the news were read is in the batch", () => {
  const uevents: Buffer[] = [UEVENT];
  const news: Buffer[] = [NEWS];
  const change = (): void => {
    uevents.push(UEVENT);
    news.push(NEWS);
  };
  assert.deepEqual(sizes({ uevents: socketOf(uevents), rtnl: socketOf(news, change) }), [2, 2, false]);
});

test("without uevents, the news are read", () => {
  assert.deepEqual(sizes({ uevents: undefined, rtnl: socketOf([NEWS, NEWS]) }), [0, 2, false]);
});

test("news that come faster than they are read end a batch", () => {
  const endless: RtnlSocket = { ...socketOf([]), receive: () => socketOf([NEWS]).receive(0) };
  const [, news] = sizes({ uevents: undefined, rtnl: endless });
  assert.ok(news > 0);
});
