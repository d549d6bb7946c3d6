// SPDX-License-Identifier: MIT
/** The program and its rule under a real kernel, a real udevd and, in one test, the real systemd. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { whyUnavailable } from "./availability.ts";
import type { Machine } from "./machine.ts";
import {
  describeLinks,
  describeTrio,
  findTrio,
  findTrios,
  type GuestLink,
  readLinks,
  readTrio,
  type Trio,
} from "./names.ts";
import { probeFiles, readProbe } from "./sandbox-probe.ts";
import { assertMarks, assertNames, replug } from "./steps.ts";
import { type Say, withMachine } from "./with-machine.ts";

const skip = (await whyUnavailable()) ?? false;
const settings = { skip, timeout: 300_000 };

let stock: Promise<GuestLink[]> | undefined;

test("without the rule the primary has the name of another slot", settings, async () => {
  const { master, standby, primary } = findTrio(await stockLinks());
  assert.deepEqual([master.name, standby?.name, primary?.name], ["ens3", "ens3nsby", "ens4"]);
});

test("with the rule the slaves have their names and marks, and nothing else changes", settings, async () => {
  const expected = await stockLinks();
  await withMachine({ withRule: true }, async (machine, say) => {
    const links = await readLinks(machine);
    say(`with the rule: ${describeLinks(links)}`);
    assertNames(findTrio(links), "ens3");
    assertMarks(findTrio(links));
    assertStock(links, expected);
    await machine.succeed("udevadm trigger --action=change --subsystem-match=net && udevadm settle --timeout=30");
    assertMarks(await readTrio(machine));
    say("the marks of standby and primary are in udev's database, also after a change event");
    await checkPorts(machine, say);
  });
});

test("ten unplugs and replugs with the master up", settings, async () => {
  await withMachine({ withRule: true, hotplug: "acpi", masterUp: true }, async (machine, say) => {
    const boot = await readTrio(machine);
    say(`boot: ${describeTrio(boot)}`);
    assertNames(boot, "enp1s0");
    for (let cycle = 1; cycle <= 10; cycle++) await replug(machine, say, `cycle ${cycle}`, "enp1s0");
  });
});

test("two masters that swap their names", settings, async () => {
  await withMachine({ withRule: true, twoPairs: true, cpus: 2 }, async (machine, say) => {
    const settle = "udevadm settle --timeout=30";
    await machine.succeed(settle);
    const read = async (when: string): Promise<Trio[]> => {
      const trios = findTrios(await readLinks(machine));
      for (const trio of trios) say(`${when}: ${describeTrio(trio)}`);
      return trios;
    };
    assert.deepEqual(mastersOf(await read("boot")), ["ens3", "ens7"]);
    // By udev's own runs, which all see the swapped names.
    await machine.succeed(`${stop} && ${swap} && ${start} && ${settle}`);
    const swapped = await read("swapped");
    assert.deepEqual(mastersOf(swapped), ["ens7", "ens3"]);
    for (const trio of swapped) assertNames(trio, trio.master.name);
    // And by one run of an administrator, while udevd does nothing.
    await machine.succeed(`${stop} && { ${dropAltnames}; ${swap}; }`);
    await machine.succeed("failover-ifname rename");
    const again = await read("swapped back, and one run");
    assert.deepEqual(mastersOf(again), ["ens3", "ens7"]);
    for (const trio of again) assertNames(trio, trio.master.name);
    assert.equal(await machine.succeed("failover-ifname rename"), "");
    await machine.succeed(`${start} && ${settle}`);
    for (const trio of await read("after udev's own runs")) assertNames(trio, trio.master.name);
  });
});

test("under systemd, in the sandbox of its udevd", settings, async () => {
  await withMachine({ withRule: true, systemd: true, files: await probeFiles() }, async (machine, say) => {
    const boot = await readTrio(machine);
    say(`boot: ${describeTrio(boot)}`);
    await checkSandbox(machine, say);
    assertNames(boot, "ens3");
    for (const cycle of [1, 2]) await replug(machine, say, `replug ${cycle}`, "ens3");
  });
});

const swap = "ip link set ens3 name tmp0 && ip link set ens7 name ens3 && ip link set tmp0 name ens7";

const stop = "udevadm control --stop-exec-queue";
const start = "udevadm control --start-exec-queue";

/** The altnames that udev has made from the masters' stock names. They block the administrator's own renames. */
const dropAltnames =
  "for link in ens3 ens7; do for name in ens3 ens7; do ip link property del dev $link altname $name 2>/dev/null; done; done";

function mastersOf(trios: readonly Trio[]): string[] {
  return [...trios].sort((one, other) => one.master.ifindex - other.master.ifindex).map(({ master }) => master.name);
}

/** The links of a machine without the rule, which is started once. */
function stockLinks(): Promise<GuestLink[]> {
  stock ??= withMachine({ withRule: false }, async (machine, say) => {
    const links = await readLinks(machine);
    say(`without the rule: ${describeLinks(links)}`);
    return links;
  });
  return stock;
}

function assertStock(links: GuestLink[], expected: GuestLink[]): void {
  const slaves = Object.values(findTrio(links)).slice(1);
  for (const stock of expected) {
    // The master and the standby have the same parent, and only one of them has a master.
    const link = links.find(({ parent, master }) => parent === stock.parent && master === stock.master);
    assert.ok(link, `nothing at ${stock.parent}`);
    if (!slaves.includes(link)) assert.equal(link.name, stock.name);
    assert.deepEqual(
      stock.altnames.filter((altname) => !link.altnames.includes(altname)),
      [],
      link.name,
    );
  }
}

async function checkPorts(machine: Machine, say: Say): Promise<void> {
  const masters = { bond: "type bond", bridge: "type bridge", vrf: "type vrf table 7" };
  const ports = new Map<string, string>();
  for (const [master, type] of Object.entries(masters)) {
    await machine.succeed(`ip link add ${master}7 ${type} && ip link add ${master}7port type dummy`);
    await machine.succeed(`ip link set ${master}7port master ${master}7`);
    ports.set(`${master}7port`, `${master}7`);
  }
  // A NIC with a device. If its event is repeated, the rule runs the program for it.
  await machine.succeed("ip link set ens5 master bridge7 && udevadm trigger --action=add /sys/class/net/ens5");
  ports.set("ens5", "bridge7");
  await machine.succeed("udevadm settle --timeout=30");
  const links = await readLinks(machine);
  for (const [port, master] of ports) {
    assert.equal(links.find((link) => link.name === port)?.master, master);
    assert.deepEqual(await machine.run(`failover-ifname name ${port} 2>/dev/null`), { status: 1, output: "" });
  }
  say(`left alone: ${describeLinks(links.filter((link) => ports.has(link.name)))}`);
}

async function checkSandbox(machine: Machine, say: Say): Promise<void> {
  const script = 'grep Seccomp: "/proc/$(systemctl show --property=MainPID --value systemd-udevd)/status"';
  const seccomp = await machine.succeed(script);
  const { udev, service } = await readProbe(machine);
  say(
    `udevd has ${seccomp.replace(/\s+/g, " ")}; writable and executable memory: ${udev.mmap} (${service.mmap} outside)`,
  );
  say(`environment of udevd's child: ${udev.environment.join(" ")}`);
  assert.match(seccomp, /\t2$/);
  assert.deepEqual([udev.mmap, service.mmap], ["Operation not permitted", "allowed"]);
  assert.ok(udev.environment.includes("ACTION"));
  assert.deepEqual(
    udev.environment.filter((name) => ["PATH", "HOME"].includes(name)),
    [],
  );
}
