// SPDX-License-Identifier: MIT
/**
 * The systemd-networkd of this machine's release keeps away from the slaves, and doctor helps if it does not. `make vm-managers`
 * tests the others.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { machineSuite } from "../apt.ts";
import { whyUnavailable } from "../availability.ts";
import { readLinks, readTrio } from "../names.ts";
import { dbus, managers } from "./catalog.ts";
import { readOutcome } from "./outcome.ts";
import { tryManager } from "./try.ts";
import { examine } from "./way-out.ts";

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

/** Somebody masks the file that keeps systemd-networkd before 255 away from slaves. */
const MASK = { path: "etc/systemd/network/09-failover-ifname.network", link: "/dev/null" };

test("doctor says that systemd-networkd has taken the slaves, and its way out makes them free", {
  skip,
  timeout: 300_000,
}, async () => {
  const networkd = managers.find(({ name }) => name === "systemd-networkd");
  assert.ok(networkd);
  // With the policy of systemd, which allows systemd-networkd its name on the bus.
  const packages = [...dbus.packages, "systemd"];
  const withBus = { ...networkd, ...dbus, packages, units: ["dbus.socket", ...networkd.units] };
  await tryManager(machineSuite, withBus, "with", [MASK], async (machine) => {
    const { standby, primary } = await readTrio(machine);
    const bad = (await examine(machine)).filter(({ severity }) => severity !== "ok");
    assert.deepEqual(
      bad.map(({ severity, found }) => `${severity}: ${found.replace(/ has a default route and /, " has ")}`),
      [
        `error: systemd-networkd has configured ${standby?.name} and ${primary?.name}: /${MASK.path} masks 09-failover-ifname.network`,
        `error: the slave ${standby?.name} has an IPv4 address, from systemd-networkd`,
        `error: the slave ${primary?.name} has an IPv4 address, from systemd-networkd`,
      ],
    );
    await machine.succeed("failover-ifname capture /run/captured");
    const captured = await examine(machine, "--root /run/captured");
    assert.deepEqual(
      captured.map(({ severity, found }) => `${severity}: ${found}`),
      bad.map(({ severity, found }) => `${severity}: ${found}`),
      "of its capture, doctor says the same",
    );
    for (const line of bad.flatMap(({ fix }) => fix?.split("\n") ?? [])) await machine.succeed(line);
    assert.deepEqual(
      (await examine(machine)).filter(({ severity }) => severity !== "ok"),
      [],
    );
    const { right, master, ...slaves } = await readOutcome(machine);
    assert.ok(right, `after the way out: ${master}, ${slaves.standby}, ${slaves.primary}`);
  });
});
