// SPDX-License-Identifier: MIT
/** What each answer of the kernel to a rename means. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Exit, Failure } from "../../src/errors.ts";
import { SystemError } from "../../src/host/host.ts";
import { RTM_DELLINKPROP, RTM_NEWLINKPROP, RTM_SETLINK } from "../../src/netlink/changes.ts";
import type { Link } from "../../src/netlink/link.ts";
import type { Rtnl } from "../../src/netlink/rtnl.ts";
import { giveAltname, removeAltname, takeName } from "../../src/rename/take-name.ts";
import { link } from "../support/links.ts";

const ENODEV = 19;
const EPERM = 1;
const ENOENT = 2;
const EACCES = 13;
const EBUSY = 16;
const EEXIST = 17;
const EINVAL = 22;
const ENOBUFS = 105;
const EOPNOTSUPP = 95;

const CHANGES: { readonly [type: number]: string } = {
  [RTM_SETLINK]: "name",
  [RTM_NEWLINKPROP]: "add",
  [RTM_DELLINKPROP]: "drop",
};

/** An rtnl that answers each request with the next errno of the list (0: success), and records the requests. */
function rtnlThatSays(...errnos: number[]): { rtnl: Rtnl; asked: string[] } {
  return rtnlTo(PRIMARY, ...errnos);
}

/** The same. `present` is the link that a later look finds, undefined if it is gone, or the error of the look. */
function rtnlTo(present: Link | undefined | Error, ...errnos: number[]): { rtnl: Rtnl; asked: string[] } {
  const asked: string[] = [];
  const none = (): never => assert.fail("not expected");
  const look = (): Link | undefined => {
    if (present instanceof Error) throw present;
    return present;
  };
  const change = (type: number, _: number, payload: string): void => {
    // Each of these requests ends with the name.
    asked.push(`${CHANGES[type]} ${/[!-~]+(?=\0+$)/.exec(payload)?.[0]}`);
    const errno = errnos.shift();
    assert.notEqual(errno, undefined, `${asked.at(-1)} was not expected`);
    if (errno !== 0) throw new SystemError(errno ?? 0, "rtnetlink");
  };
  return { rtnl: { link: look, linkNamed: none, links: none, slaves: none, setDeadline: none, change }, asked };
}

const PRIMARY = link(4, "eth2", { up: true });

test("success", () => {
  const { rtnl, asked } = rtnlThatSays(0);
  assert.deepEqual(takeName(rtnl, PRIMARY, "ens3npf"), { status: "done" });
  assert.deepEqual(asked, ["name ens3npf"]);
});

test("ENODEV: the slave is gone, and there is nothing left to do", () => {
  assert.deepEqual(takeName(rtnlThatSays(ENODEV).rtnl, PRIMARY, "ens3npf"), { status: "gone" });
});

test("EBUSY: busy, and a failure with exit 6 if it stays busy", () => {
  const outcome = takeName(rtnlThatSays(EBUSY).rtnl, PRIMARY, "ens3npf");
  assert.ok(outcome.status === "busy" && outcome.failure.exitCode === Exit.busy);
  assert.match(
    outcome.failure.message,
    /^eth2 \(#4\) cannot be renamed to ens3npf: it is up, .*device or resource busy/,
  );
});

test("EEXIST: later, and a failure with exit 4 if the name stays taken", () => {
  const outcome = takeName(rtnlThatSays(EEXIST).rtnl, PRIMARY, "ens3npf");
  assert.ok(outcome.status === "later" && outcome.failure.exitCode === Exit.noName);
  assert.match(outcome.failure.message, /^eth2 \(#4\) cannot be renamed to ens3npf: another link .*file exists/);
});

test("EEXIST because of the slave's own altname: the altname is removed first", () => {
  const { rtnl, asked } = rtnlThatSays(EEXIST, 0, 0);
  assert.deepEqual(takeName(rtnl, { ...PRIMARY, altnames: ["ens3npf"] }, "ens3npf"), { status: "done" });
  assert.deepEqual(asked, ["name ens3npf", "drop ens3npf", "name ens3npf"]);
});

test("the answer to a rename is lost, and the link has its name", () => {
  const { rtnl } = rtnlTo({ ...PRIMARY, name: "ens3npf" }, ENOBUFS);
  assert.deepEqual(takeName(rtnl, PRIMARY, "ens3npf"), { status: "done" });
});

test("the answer to a rename is lost, and the link has its former name", () => {
  assert.throws(() => takeName(rtnlTo(PRIMARY, ENOBUFS).rtnl, PRIMARY, "ens3npf"), {
    exitCode: Exit.busy,
    message: /^eth2 \(#4\) cannot be renamed to ens3npf: rtnetlink: no buffer space available: /,
  });
});

test("the answer to a rename is lost, and the look fails", () => {
  assert.throws(() => takeName(rtnlTo(new SystemError(ENOBUFS, "receive"), ENOBUFS).rtnl, PRIMARY, "ens3npf"), {
    exitCode: Exit.busy,
    message: /^eth2 \(#4\) may or may not be renamed to ens3npf: receive: no buffer space available: /,
  });
});

test("the answer to a rename is lost, and the link is gone", () => {
  assert.throws(() => takeName(rtnlTo(undefined, ENOBUFS).rtnl, PRIMARY, "ens3npf"), {
    name: "Failure",
    message: /^eth2 \(#4\) cannot be renamed to ens3npf: rtnetlink: no buffer space available: /,
  });
});

test("an answer that makes no sense is a fault, at the rename and at the look after it", () => {
  const fault = new Failure(Exit.fault, "the kernel's answer makes no sense");
  const { rtnl } = rtnlThatSays();
  const change = (): never => {
    throw fault;
  };
  const isFault = (error: unknown): boolean => error === fault;
  assert.throws(() => takeName({ ...rtnl, change }, PRIMARY, "ens3npf"), isFault);
  assert.throws(() => takeName(rtnlTo(fault, ENOBUFS).rtnl, PRIMARY, "ens3npf"), isFault);
});

test("a busy link does not lose its altname", () => {
  const { rtnl, asked } = rtnlThatSays(EBUSY);
  assert.equal(takeName(rtnl, { ...PRIMARY, altnames: ["ens3npf"] }, "ens3npf").status, "busy");
  assert.deepEqual(asked, ["name ens3npf"]);
});

for (const [errno, status] of [
  [EBUSY, "busy"],
  [EEXIST, "later"],
] as const) {
  test(`an altname that was removed in vain is added again: ${status}`, () => {
    const { rtnl, asked } = rtnlThatSays(EEXIST, 0, errno, 0);
    assert.equal(takeName(rtnl, { ...PRIMARY, altnames: ["ens3npf"] }, "ens3npf").status, status);
    assert.deepEqual(asked, ["name ens3npf", "drop ens3npf", "name ens3npf", "add ens3npf"]);
  });
}

for (const [errno, exitCode, why] of [
  [EPERM, Exit.notPermitted, "not permitted (rtnetlink: operation not permitted); run it as root"],
  [EACCES, Exit.notPermitted, "not permitted (rtnetlink: permission denied); run it as root"],
  [EINVAL, Exit.fault, "EINVAL"],
] as const) {
  test(`errno ${errno} ends with exit ${exitCode}, in one line`, () => {
    assert.throws(
      () => takeName(rtnlThatSays(errno).rtnl, link(4, "eth\x1b2"), "ens3npf"),
      (error) =>
        error instanceof Failure &&
        error.exitCode === exitCode &&
        /^eth\\x1b2 \(#4\)[ -~]*$/.test(error.message) &&
        error.message.includes(why),
    );
  });
}

for (const errno of [EEXIST, EOPNOTSUPP, ENODEV]) {
  test(`without an altname that is not available (errno ${errno}), the run continues`, () => {
    giveAltname(rtnlThatSays(errno).rtnl, PRIMARY, "ens3npf");
  });
}

test("an altname that is not permitted", () => {
  const refused = () => giveAltname(rtnlThatSays(EPERM).rtnl, PRIMARY, "ens3npf");
  assert.throws(refused, {
    exitCode: Exit.notPermitted,
    message: /^eth2 \(#4\) cannot be given the altname ens3npf: not/,
  });
});

test("an altname that another slave will get as its name", () => {
  const { rtnl, asked } = rtnlThatSays(0, EINVAL, ENOENT, ENODEV, EPERM);
  for (const _ of [0, EINVAL, ENOENT, ENODEV]) removeAltname(rtnl, PRIMARY, "ens4npf");
  assert.throws(() => removeAltname(rtnl, PRIMARY, "ens4npf"), {
    exitCode: Exit.notPermitted,
    message: /^the altname ens4npf of eth2 \(#4\) cannot be dropped: not permitted/,
  });
  assert.deepEqual(new Set(asked), new Set(["drop ens4npf"]));
});

test("any other refusal of an altname is an error", () => {
  assert.throws(() => giveAltname(rtnlThatSays(EINVAL).rtnl, PRIMARY, "ens3npf"), { code: "EINVAL" });
  assert.throws(() => removeAltname(rtnlThatSays(ENOBUFS).rtnl, PRIMARY, "ens3npf"), { code: "ENOBUFS" });
});
