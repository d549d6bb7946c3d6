// SPDX-License-Identifier: MIT
/** NETLINK_ROUTE sockets of a host. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { isEmulated } from "../support/built.ts";
import { inNamespace, unlessNamespaces } from "../support/namespace.ts";
import { expectedAnswers, NOTHING } from "./expected-answers.ts";
import { conform, HOSTS, QUICKJS } from "./hosts.ts";

const isLoUp = (Number(readFileSync("/sys/class/net/lo/flags", "latin1")) & 1) === 1;

/** The kernel sends back the request whose type it does not know. On an arm64 kernel, test/arm64/ runs this. */
const KNOWN_EXCEPTION = `known exception: qemu-user itself refuses a request whose type it does not know, with EOPNOTSUPP
  (target_to_host_data_route() in its linux-user/fd-trans.c), so that "${QUICKJS.name}: questions, answers and deadlines" ends there`;

for (const host of HOSTS) {
  test(`${host.name}: questions, answers and deadlines`, (context) => {
    try {
      assert.deepEqual(conform(host, "asksRoute"), expectedAnswers(isLoUp));
    } catch (error) {
      if (host !== QUICKJS || !isEmulated || !/operation not supported/.test(String(error))) throw error;
      context.diagnostic(KNOWN_EXCEPTION);
    }
  });

  test(`${host.name}: a socket that was closed`, () => {
    assert.deepEqual(conform(host, "usesClosedRoute"), {
      send: { refused: "EBADF", message: "send on a netlink socket: bad file descriptor" },
      receive: { refused: "EBADF", message: "receive on a netlink socket: bad file descriptor" },
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
      first: { refused: "ENOBUFS", message: "receive on a netlink socket: no buffer space available" },
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
