// SPDX-License-Identifier: MIT
/** Dumps of rtnetlink. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Exit } from "../../src/errors.ts";
import { openRtnl } from "../../src/netlink/rtnl.ts";
import { fakeKernel, type Reply, type Request } from "./fake-kernel.ts";
import { attribute, NLM_F_DUMP_INTR, NLM_F_MULTI, u32 } from "./kernel-bytes.ts";
import { acknowledgement, done, newLink } from "./replies.ts";

const RTM_GETLINK = 18;
const NLM_F_REQUEST = 0x1;
const NLM_F_DUMP = 0x300;

test("a dump in several datagrams", () => {
  const { host, requests } = fakeKernel((request) => [
    { bytes: Buffer.concat([part(request, 1), part(request, 2)]) },
    { bytes: newLink(request, 66, "forged", NLM_F_MULTI), sender: 7 },
    { bytes: part(request, 3) },
    { bytes: Buffer.concat([part(request, 4), done(request)]) },
  ]);
  const links = openRtnl(host).links();
  assert.deepEqual(
    links.map(({ ifindex, name }) => [ifindex, name]),
    [1, 2, 3, 4].map((ifindex) => [ifindex, `eth${ifindex}`]),
  );
  assert.deepEqual(
    requests.map(({ type, flags }) => [type, flags]),
    [[RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP]],
  );
});

// The kernel has already made the dump when the first part arrives.
test("the parts of a dump are read beyond the deadline", () => {
  const { host, now } = fakeKernel((request) => [
    ...[1, 2, 3, 4].map((ifindex) => ({ bytes: part(request, ifindex) })),
    { bytes: done(request) },
  ]);
  const start = now();
  const rtnl = openRtnl(host);
  rtnl.setDeadline(start + 2);
  assert.equal(rtnl.links().length, 4);
});

test("a dump without links", () => {
  const { host } = fakeKernel((request) => [{ bytes: done(request) }]);
  assert.deepEqual(openRtnl(host).links(), []);
});

test("a dump that fails at its end", () => {
  const { host } = fakeKernel((request) => [{ bytes: part(request, 1) }, { bytes: done(request, 105) }]);
  assert.throws(() => openRtnl(host).links(), { name: "SystemError", code: "ENOBUFS" });
  const refused = fakeKernel((request) => [{ bytes: acknowledgement(request, 1, "not for you") }]);
  assert.throws(() => openRtnl(refused.host).links(), {
    code: "EPERM",
    message: "rtnetlink, not for you: operation not permitted",
  });
});

test("a dump that was interrupted by changes is repeated", () => {
  assertAskedAgain((request) => [
    { bytes: part(request, 1, NLM_F_DUMP_INTR) },
    { bytes: Buffer.concat([part(request, 2), done(request)]) },
  ]);
});

// The last part may be empty. Then only the end reports the interruption (net/netlink/af_netlink.c, netlink_dump_done).
test("a dump whose end reports that it was interrupted by changes", () => {
  assertAskedAgain((request) => [{ bytes: part(request, 1) }, { bytes: done(request, 0, NLM_F_DUMP_INTR) }]);
});

test("links that never stop changing are an error after some tries, because the list may be incomplete", () => {
  const { host, requests } = fakeKernel((request) => [
    { bytes: Buffer.concat([part(request, 1, NLM_F_DUMP_INTR), done(request)]) },
  ]);
  assert.throws(() => openRtnl(host).links(), {
    name: "Failure",
    exitCode: Exit.busy,
    message: /8 times.*incomplete/,
  });
  assert.ok(requests.length > 2 && requests.length < 20);
});

test("the slaves of a master, also if the kernel answers with all links", () => {
  const { host, requests } = fakeKernel((request) => [
    {
      bytes: Buffer.concat([
        newLink(request, 1, "lo", NLM_F_MULTI),
        newLink(request, 4, "ens3nsby", NLM_F_MULTI, 2),
        newLink(request, 5, "port", NLM_F_MULTI, 3),
        newLink(request, 6, "ens3npf", NLM_F_MULTI, 2),
        done(request),
      ]),
    },
  ]);
  assert.deepEqual(
    openRtnl(host)
      .slaves(2)
      .map(({ name }) => name),
    ["ens3nsby", "ens3npf"],
  );
  assert.ok(requests[0]?.bytes.includes(attribute(10, u32(2))));
});

/** The first two dumps are interrupted, and the third one counts. */
function assertAskedAgain(interrupted: (request: Request) => readonly Reply[]): void {
  const { host, requests } = fakeKernel((request) => {
    if (requests.length < 3) return interrupted(request);
    return [{ bytes: Buffer.concat([part(request, 1), part(request, 3), done(request)]) }];
  });
  const links = openRtnl(host).links();
  assert.deepEqual([requests.length, links.map(({ ifindex }) => ifindex)], [3, [1, 3]]);
}

function part(request: Request, ifindex: number, flags = 0): Buffer {
  return newLink(request, ifindex, `eth${ifindex}`, NLM_F_MULTI | flags);
}
