// SPDX-License-Identifier: MIT
/** The marks of the udev rule in udev's database. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { isMarked, isNamedByRule } from "../../src/failover/marks.ts";
import { link } from "../support/links.ts";
import { machineWith, masterOf } from "../support/machine.ts";

const machine = machineWith({
  udev: {
    1: "I:1\nE:FAILOVER_IFNAME_KEEP=1\nE:FAILOVER_IFNAME_ROLE=primary\n",
    2: "I:1\nE:FAILOVER_IFNAME_KEEP=0\nE:FAILOVER_IFNAME_ROLE_X=primary\n",
    3: "E:X=FAILOVER_IFNAME_KEEP=1\nE:X=FAILOVER_IFNAME_ROLE=primary\n",
    5: "I:1\nE:FAILOVER_IFNAME_ROLE=standby",
  },
});

const slave = (ifindex: number) =>
  ({ master: masterOf({}), link: link(ifindex, `eth${ifindex}`), role: "primary", hazard: undefined }) as const;

test("a name that an earlier rule has set", () => {
  assert.deepEqual(
    [1, 2, 3, 4].map((ifindex) => isNamedByRule(machine, slave(ifindex))),
    [true, false, false, false],
  );
});

test("a link that udev has handled as a slave", () => {
  assert.deepEqual(
    [1, 2, 3, 4, 5].map((ifindex) => isMarked(machine, slave(ifindex))),
    [true, false, false, false, true],
  );
});
