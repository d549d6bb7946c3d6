// SPDX-License-Identifier: MIT
/** Requests to rtnetlink, and which answers count. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Failure } from "../../src/errors.ts";
import type { Host } from "../../src/host/host.ts";
import { setName } from "../../src/netlink/changes.ts";
import { openRtnl, type Rtnl } from "../../src/netlink/rtnl.ts";
import { fakeKernel, PORT_ID, type Reply, type Request } from "./fake-kernel.ts";
import { message, NLM_F_MULTI, RTM_NEWLINK } from "./kernel-bytes.ts";
import { acknowledgement, newLink } from "./replies.ts";

const RTM_GETLINK = 18;
const NLM_F_REQUEST = 1;
const TIMED_OUT = { name: "SystemError", code: "ETIMEDOUT", message: "rtnetlink: connection timed out" };

test("a link, by ifindex and by name", () => {
  const { host, requests } = fakeKernel((request) => [{ bytes: newLink(request, 4, "eth0") }]);
  const rtnl = openRtnl(host);
  assert.equal(rtnl.link(4)?.name, "eth0");
  assert.equal(rtnl.linkNamed("eth0")?.ifindex, 4);
  assert.deepEqual(
    requests.map(({ type, flags, portId }) => ({ type, flags, portId })),
    [1, 2].map(() => ({ type: RTM_GETLINK, flags: NLM_F_REQUEST, portId: PORT_ID })),
  );
  assert.notEqual(requests[0]?.sequence, requests[1]?.sequence);
});

test("a link that does not exist", () => {
  const { host } = fakeKernel((request) => [{ bytes: acknowledgement(request, 19) }]);
  const rtnl = openRtnl(host);
  assert.equal(rtnl.link(4), undefined);
  assert.equal(rtnl.linkNamed("eth0"), undefined);
});

test("a name that is too long for a request to kernels before 5.5", () => {
  const { host } = fakeKernel((request) => [{ bytes: acknowledgement(request, 22) }]);
  assert.equal(openRtnl(host).linkNamed("longer-than-15-bytes"), undefined);
});

test("any other refusal of a name is an error, and does not mean that there is no such link", () => {
  for (const [name, errno, code] of [
    ["longer-than-15-bytes", 1, "EPERM"],
    ["name-of-15-byte", 22, "EINVAL"],
    ["eth0", 22, "EINVAL"],
  ] as const) {
    const { host } = fakeKernel((request) => [{ bytes: acknowledgement(request, errno) }]);
    assert.throws(() => openRtnl(host).linkNamed(name), { name: "SystemError", code });
  }
});

test("a refusal of the kernel, with its own message if there is one", () => {
  const { host } = fakeKernel((request) => [{ bytes: acknowledgement(request, 22, "Device is gone\x1b") }]);
  assert.throws(() => openRtnl(host).link(4), {
    name: "SystemError",
    code: "EINVAL",
    message: "rtnetlink, Device is gone\x1b: invalid argument",
  });
  const mute = fakeKernel((request) => [{ bytes: acknowledgement(request, 1) }]);
  assert.throws(() => setName(openRtnl(mute.host), 4, "eth1"), {
    code: "EPERM",
    message: "rtnetlink: operation not permitted",
  });
});

test("answers to other requests are ignored", () => {
  const { host } = fakeKernel((request) => [
    { bytes: newLink(request, 66, "forged"), sender: 1234 },
    { bytes: acknowledgement(request, 19), sender: 1 },
    { bytes: newLink({ ...request, sequence: request.sequence - 1 }, 66, "late") },
    { bytes: newLink({ ...request, portId: PORT_ID + 1 }, 66, "another's") },
    {
      bytes: Buffer.concat([
        newLink({ ...request, sequence: request.sequence + 1 }, 66, "early"),
        newLink({ ...request, portId: 0 }, 66, "an event"),
        newLink(request, 4, "eth0"),
      ]),
    },
  ]);
  assert.equal(openRtnl(host).link(4)?.name, "eth0");
});

test("a forged datagram is ignored, with any content", () => {
  const { host } = fakeKernel((request) => [
    { bytes: Buffer.from("garbage"), sender: 1234 },
    { bytes: newLink(request, 66, "forged"), sender: 1234, truncated: true },
    { bytes: newLink(request, 4, "eth0") },
  ]);
  assert.equal(openRtnl(host).link(4)?.name, "eth0");
});

test("an answer that never comes", () => {
  for (const ask of [
    (rtnl: Rtnl) => rtnl.link(4),
    (rtnl: Rtnl) => rtnl.links(),
    (rtnl: Rtnl) => setName(rtnl, 4, "eth1"),
  ]) {
    const { host, now } = fakeKernel(() => []);
    const start = now();
    assert.throws(() => ask(openRtnlUntil(host, start + 500)), TIMED_OUT);
    assert.equal(now(), start + 500);
  }
});

test("an answer that never comes, without a deadline: the kernel has three seconds", () => {
  const { host, now } = fakeKernel(() => []);
  const start = now();
  assert.throws(() => openRtnl(host).link(4), TIMED_OUT);
  assert.equal(now(), start + 3_000);
});

test("a dump whose end never comes", () => {
  const { host } = fakeKernel((request) => [{ bytes: newLink(request, 4, "eth0", NLM_F_MULTI) }]);
  assert.throws(() => openRtnl(host).links(), { name: "SystemError", code: "ETIMEDOUT" });
});

test("endless datagrams of other senders do not extend the deadline", () => {
  const flood = function* (request: Request): Generator<Reply> {
    for (let count = 0; count < 20_000; count++) yield { bytes: newLink(request, 66, "forged"), sender: 1234 };
  };
  const { host, now } = fakeKernel((request) => [...flood(request)]);
  const start = now();
  assert.throws(() => openRtnlUntil(host, start + 500).link(4), TIMED_OUT);
  assert.equal(now(), start + 500, "the fake kernel's clock goes on by a millisecond with each datagram");
});

test("an answer that makes no sense", () => {
  const answers: readonly (readonly [string, (request: Request) => Reply])[] = [
    ["a message is cut off at byte 0 of 7", () => ({ bytes: Buffer.from("garbage") })],
    ["a datagram is larger than the buffer", (request) => ({ bytes: newLink(request, 4, "eth0"), truncated: true })],
    ["unexpected message of type 24", (request) => ({ bytes: message({ ...request, type: 24 }, Buffer.alloc(16)) })],
    ["RTM_GETLINK is answered without a link", (request) => ({ bytes: acknowledgement(request, 0) })],
    ["an RTM_NEWLINK is cut off", (request) => ({ bytes: malformedLink(request) })],
  ];
  for (const [why, answer] of answers) {
    const { host } = fakeKernel((request) => [answer(request)]);
    const expected = { exitCode: 70, message: `malformed answer from the kernel: ${why}` };
    assert.throws(() => openRtnl(host).link(4), expected);
  }
});

test("a link is not a valid answer to a change", () => {
  const { host } = fakeKernel((request) => [{ bytes: newLink(request, 4, "eth0") }]);
  assert.throws(() => setName(openRtnl(host), 4, "eth1"), isFault);
});

test("after a fault, the rest of that answer is not taken for the next answer", () => {
  let first = true;
  const { host } = fakeKernel((request) => {
    if (!first) return [{ bytes: newLink(request, 5, "eth1") }];
    first = false;
    return [{ bytes: malformedLink(request) }, { bytes: newLink(request, 66, "rest") }];
  });
  const rtnl = openRtnl(host);
  assert.throws(() => rtnl.link(4), isFault);
  assert.equal(rtnl.link(5)?.name, "eth1");
});

test("one socket, without multicast groups, and none before the first request", () => {
  const { host, groups } = fakeKernel((request) => [{ bytes: newLink(request, 4, "eth0") }]);
  const rtnl = openRtnl(host);
  assert.deepEqual(groups, []);
  rtnl.link(4);
  rtnl.link(4);
  assert.deepEqual(groups, ["none"]);
});

function malformedLink({ sequence, portId }: Request): Buffer {
  return message({ type: RTM_NEWLINK, sequence, portId }, Buffer.alloc(12));
}

function isFault(error: unknown): boolean {
  return error instanceof Failure && error.exitCode === 70;
}

function openRtnlUntil(host: Host, deadline: number): Rtnl {
  const rtnl = openRtnl(host);
  rtnl.setDeadline(deadline);
  return rtnl;
}
