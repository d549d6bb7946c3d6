// SPDX-License-Identifier: MIT
/** NETLINK_ROUTE sockets of a host. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { inNamespace, unlessNamespaces } from "../support/namespace.ts";
import { conform, HOSTS } from "./hosts.ts";

const isLoUp = (Number(readFileSync("/sys/class/net/lo/flags", "latin1")) & 1) === 1;
const NOTHING = { datagram: false, back: "in time" };

for (const host of HOSTS) {
  test(`${host.name}: questions, answers and deadlines`, () => {
    const answer = (sequence: number) => ({
      sender: 0,
      truncated: false,
      words: "as many as the length says",
      signed: true,
      sequence,
      "to this socket": true,
      link: { ifindex: 1, name: "lo", up: isLoUp },
    });
    assert.deepEqual(conform(host, "asksRoute"), {
      "port ids are the kernel's, and differ": true,
      answer: answer(7),
      "answer that is there already, after the deadline": answer(8),
      "nothing comes": NOTHING,
      "nothing comes, deadline gone": NOTHING,
      "nothing comes, deadline between two milliseconds": NOTHING,
      "larger than the buffer": { sender: 0, truncated: true, length: 32768, words: 8192, last: 0x55555555 },
      "after the answer that was too large": NOTHING,
      "send, too large": { refused: "errno 90", message: "send on a NETLINK_ROUTE socket: errno 90" },
    });
  });

  test(`${host.name}: a socket that was closed`, () => {
    assert.deepEqual(conform(host, "usesClosedRoute"), {
      send: { refused: "EBADF", message: "send on a NETLINK_ROUTE socket: EBADF" },
      receive: { refused: "EBADF", message: "receive on a NETLINK_ROUTE socket: EBADF" },
    });
  });

  test(`${host.name}: events of links`, { skip: unlessNamespaces }, () => {
    assert.deepEqual(conform(host, "hearsEvents", [], { before: inNamespace([]) }), {
      before: NOTHING,
      event: {
        sender: 0,
        truncated: false,
        words: "as many as the length says",
        signed: true,
        sequence: 0,
        "to this socket": false,
        link: { ifindex: 1, name: "lo", up: true },
      },
      "on a socket without a group": NOTHING,
    });
  });

  test(`${host.name}: more events than there is room for`, { skip: unlessNamespaces }, () => {
    assert.deepEqual(conform(host, "losesEvents", [], { before: inNamespace([]) }), {
      first: { refused: "ENOBUFS", message: "receive on a NETLINK_ROUTE socket: ENOBUFS" },
      "some came before": true,
      "and some were lost": true,
    });
  });

  test(`${host.name}: stopped and continued while it waits for a datagram`, async () => {
    const [file = "", ...before] = host.command;
    const child = spawn(file, [...before, "waitsForDatagram", "800"], { stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    child.stdout.on("data", (data) => {
      said += data;
    });
    const closed = once(child, "close");
    try {
      await Promise.race([once(child.stdout, "data"), closed]);
      await setTimeout(200);
      child.kill("SIGSTOP");
      await setTimeout(100);
      child.kill("SIGCONT");
      await closed;
      assert.equal(said, `waiting\n${JSON.stringify(NOTHING)}\n`);
    } finally {
      child.kill("SIGKILL");
    }
  });
}
