// SPDX-License-Identifier: MIT
import type { Datagram, Host, RtnlSocket } from "../../src/host/host.ts";
import { pack32 } from "../../src/netlink/bytes.ts";
import { decodeLink, getByIndex, RTM_GETLINK, RTM_NEWLINK } from "../../src/netlink/link-message.ts";
import { decodeMessages, encodeMessage, NLM_F_ACK, NLM_F_REQUEST } from "../../src/netlink/message.ts";
import { attempt, attemptAll, type Scenario, timed } from "./scenario.ts";

const LO = 1;
const UP = 1;
const DOWN = 0;

/** More than fits into the buffer of a socket (/proc/sys/net/core/rmem_default), even a large one. */
const EVENTS = 1000;

/** One request and its answer, deadlines, and requests that the kernel refuses. */
export const asksRoute: Scenario = (host) => {
  const one = host.openRtnl("none");
  const other = host.openRtnl("none");
  ask(one, 7);
  // This is read at once, because a datagram is valid only until the next one comes.
  const answer = described(one, host.now() + 2000);
  ask(one, 8);
  const late = described(one, host.now() - 1);
  const result = {
    "port ids are the kernel's, and differ": one.portId > 0 && other.portId > 0 && one.portId !== other.portId,
    answer,
    "answer that is there already, after the deadline": late,
    "nothing comes": nothing(host, other, 200),
    "nothing comes, deadline gone": nothing(host, other, -1),
    "nothing comes, deadline between two milliseconds": nothing(host, other, 0.25),
    "larger than the buffer": larger(host, other),
    "after the answer that was too large": nothing(host, other, 0),
  };
  one.close();
  return { ...result, ...attemptAll({ "send, too large": () => other.send("\0".repeat(4 << 20)) }) };
};

/** Calls on a closed socket. */
export const usesClosedRoute: Scenario = (host) => {
  const socket = host.openRtnl("none");
  socket.close();
  return attemptAll({
    send: () => ask(socket, 1),
    receive: () => socket.receive(host.now() + 1000),
  });
};

/** In a new network namespace: sets lo up, which causes an event. */
export const hearsEvents: Scenario = (host) => {
  const events = host.openRtnl("link");
  const other = host.openRtnl("none");
  const before = nothing(host, events, 0);
  setFlags(host, other, UP);
  return {
    before,
    event: described(events, host.now() + 2000),
    "on a socket without a group": nothing(host, other, 100),
  };
};

/** In a new network namespace: events come until the socket's buffer is full. */
export const losesEvents: Scenario = (host) => {
  const events = host.openRtnl("link");
  const other = host.openRtnl("none");
  for (let count = 0; count < EVENTS; count++) setFlags(host, other, count % 2 === 0 ? UP : DOWN);
  const first = attempt(() => events.receive(host.now()) !== undefined);
  let received = 0;
  while (events.receive(host.now()) !== undefined) received++;
  return { first, "some came before": received > 0, "and some were lost": received < EVENTS };
};

/** Waits for a datagram that never comes. */
export const waitsForDatagram: Scenario = (host, [milliseconds = ""]) => {
  const socket = host.openRtnl("none");
  host.out("waiting\n");
  return nothing(host, socket, Number(milliseconds));
};

function described(socket: RtnlSocket, deadline: number): unknown {
  const datagram = socket.receive(deadline);
  return datagram === undefined ? null : describe(datagram, socket);
}

function describe(datagram: Datagram, socket: RtnlSocket): unknown {
  const { words, length, sender, truncated } = datagram;
  const [message] = decodeMessages(words, length);
  if (message?.type !== RTM_NEWLINK) return { type: message?.type, sender, truncated };
  const { ifindex, name, up } = decodeLink(message);
  return {
    sender,
    truncated,
    words: words.length === Math.ceil(length / 4) ? "as many as the length says" : words.length,
    signed: Array.from(words).every((word) => word === (word | 0)),
    sequence: message.sequence,
    "to this socket": message.portId === socket.portId,
    link: { ifindex, name, up },
  };
}

/** If the kernel refuses a request, it sends the whole request back. This one is larger than any buffer here. */
function larger(host: Host, socket: RtnlSocket): unknown {
  const unknownType = 1000;
  socket.send(encodeMessage(unknownType, NLM_F_REQUEST, 9, socket.portId, "\x55".repeat(40_000)));
  const datagram = socket.receive(host.now() + 2000);
  if (datagram === undefined) return null;
  const { words, length, sender, truncated } = datagram;
  return { sender, truncated, length, words: words.length, last: words[words.length - 1] };
}

function nothing(host: Host, socket: RtnlSocket, milliseconds: number): unknown {
  const { result, back } = timed(host, milliseconds, () => socket.receive(host.now() + milliseconds));
  return { datagram: result !== undefined, back };
}

function ask(socket: RtnlSocket, sequence: number): void {
  socket.send(encodeMessage(RTM_GETLINK, NLM_F_REQUEST, sequence, socket.portId, getByIndex(LO)));
}

/** RTM_NEWLINK of lo with other flags (struct ifinfomsg), and the kernel's acknowledgement. */
function setFlags(host: Host, socket: RtnlSocket, flags: number): void {
  const payload = `\0\0\0\0${pack32(LO)}${pack32(flags)}${pack32(UP)}`;
  socket.send(encodeMessage(RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK, 5, socket.portId, payload));
  if (socket.receive(host.now() + 2000) === undefined) throw new Error("the kernel does not acknowledge");
}
