// SPDX-License-Identifier: MIT
/** The systemd-networkd of this machine's release keeps away from the slaves. `make vm-managers` tests the others. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { machineSuite } from "../apt.ts";
import { whyUnavailable } from "../availability.ts";
import { readLinks, readTrio } from "../names.ts";
import { managers } from "./catalog.ts";
import { tryManager } from "./try.ts";

/** A rule that marks links as those of Azure do (azure-vm-utils), before ours: all links of one driver. */
const EARLIER_RULE = {
  path: "usr/lib/udev/rules.d/68-earlier.rules",
  text: [
    `SUBSYSTEM=="net", ACTION!="remove", DRIVERS=="e1000e", ENV{EARLIER}="1"`,
    `SUBSYSTEM=="net", ENV{EARLIER}=="1", ENV{NM_UNMANAGED}="1", ENV{ID_NET_MANAGED_BY}="unmanaged"`,
    "",
  ].join("\n"),
};

const skip = (await whyUnavailable()) ?? false;

test("systemd-networkd keeps away from slaves, and marks of an earlier rule stand", {
  skip,
  timeout: 300_000,
}, async () => {
  const networkd = managers.find(({ name }) => name === "systemd-networkd");
  assert.ok(networkd);
  const trial = await tryManager(machineSuite, networkd, "with", [EARLIER_RULE], async (machine) => {
    const { primary } = await readTrio(machine);
    const marked = (await readLinks(machine)).filter(({ udev }) => udev.get("EARLIER") === "1");
    assert.equal(marked.length, 2, "the primary and the plain e1000e");
    assert.ok(marked.some(({ ifindex }) => ifindex === primary?.ifindex));
    for (const { name, udev } of marked) {
      assert.deepEqual([udev.get("NM_UNMANAGED"), udev.get("ID_NET_MANAGED_BY")], ["1", "unmanaged"], name);
    }
  });
  for (const [when, outcome] of [["boot", trial.booted] as const, ["replug", trial.replugged] as const]) {
    assert.ok(outcome.right, `${when}: ${outcome.master}, ${outcome.standby}, ${outcome.primary}`);
  }
});
