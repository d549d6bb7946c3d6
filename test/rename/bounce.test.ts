// SPDX-License-Identifier: MIT
/** Down, rename, up. The link also comes up again after a run that was killed in between. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Failure } from "../../src/errors.ts";
import { type FileLock, SystemError } from "../../src/host/host.ts";
import { RTM_SETLINK } from "../../src/netlink/changes.ts";
import type { Rtnl } from "../../src/netlink/rtnl.ts";
import { bounce, restoreBounced } from "../../src/rename/bounce.ts";
import { link } from "../support/links.ts";

const PRIMARY = link(4, "eth2", { up: true });
const EINVAL = 22;

/** A link that can be renamed while it is down, and a record of the changes to it and to the note in the lock file. */
function machine(noteBefore: string, options: { readonly gone?: true; readonly refuses?: true } = {}) {
  const done: string[] = [];
  let note = noteBefore;
  let up = true;
  const none = (): never => assert.fail("not expected");
  const rtnl: Rtnl = {
    link: (ifindex) => (options.gone ? undefined : link(ifindex, "eth2", { up })),
    linkNamed: none,
    links: none,
    slaves: none,
    setDeadline: none,
    change: (type, _, payload) => {
      assert.equal(type, RTM_SETLINK);
      const name = /[!-~]+(?=\0+$)/.exec(payload.slice(16))?.[0];
      if (name === undefined) up = payload.charCodeAt(8) === 1;
      done.push(name === undefined ? (up ? "up" : "down") : `name ${name}`);
      if (name !== undefined && options.refuses) throw new SystemError(EINVAL, "rtnetlink");
    },
  };
  const lock: FileLock = {
    read: () => note,
    write: (text) => {
      note = text;
      done.push(`note "${text}"`);
    },
    release: none,
  };
  return { rtnl, lock, done };
}

test("a link is set down, renamed and set up, with a note in the lock file during that time", () => {
  const { rtnl, lock, done } = machine("");
  assert.deepEqual(bounce(rtnl, lock, PRIMARY, "ens3npf"), { status: "done" });
  assert.deepEqual(done, ['note "4"', "down", "name ens3npf", "up", 'note ""']);
});

test("a link whose rename is refused is set up again", () => {
  const { rtnl, lock, done } = machine("", { refuses: true });
  assert.throws(() => bounce(rtnl, lock, PRIMARY, "ens3npf"), Failure);
  assert.deepEqual(done, ['note "4"', "down", "name ens3npf", "up", 'note ""']);
});

test("a link that a killed run has left down is set up", () => {
  const { rtnl, lock, done } = machine("4");
  restoreBounced(rtnl, lock);
  assert.deepEqual(done, ["up", 'note ""']);
});

test("a link that has disappeared in the meantime is forgotten", () => {
  const { rtnl, lock, done } = machine("4", { gone: true });
  restoreBounced(rtnl, lock);
  assert.deepEqual(done, ['note ""']);
});

for (const note of ["", "0", "-4", "4x", " 4", "04", "4\n", "4.5", "1e3", "2147483648", "Infinity"]) {
  test(`a note that is not an ifindex is not changed: ${JSON.stringify(note)}`, () => {
    const { rtnl, lock, done } = machine(note);
    restoreBounced(rtnl, lock);
    assert.deepEqual(done, []);
  });
}
