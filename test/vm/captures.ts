// SPDX-License-Identifier: MIT
/**
 * Rewrites the captures in test/captures from real machines, or some of them. Run it by hand:
 * node --import tsx test/vm/captures.ts [NAME ...]
 */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import tmp from "tmp";
import { fetchFolder } from "./fetch-folder.ts";
import { projectFolder } from "./host.ts";
import type { GuestFile } from "./initramfs.ts";
import type { Machine } from "./machine.ts";
import { readTrio } from "./names.ts";
import { pairMachine, readPair, readPairs, revoke, settle } from "./netvsc-machine.ts";
import { suiteOf } from "./suites.ts";
import { withMachine } from "./with-machine.ts";

/** A rule before the project's own. The program in it creates the situation, and never matches. */
const bootingRule: GuestFile = {
  path: "usr/lib/udev/rules.d/78-capture.rules",
  text: 'ACTION=="add", SUBSYSTEM=="net", KERNEL!="lo", PROGRAM=="/usr/lib/machine/capture-booting"\n',
};

const programFile = {
  path: "usr/lib/udev/failover-ifname",
  from: join(projectFolder, "build/failover-ifname"),
} satisfies GuestFile;

tmp.setGracefulCleanup();
const all: { readonly [name: string]: () => Promise<void> } = {
  stock: captureStock,
  settled: captureSettled,
  booting: captureBooting,
  "hv-netvsc": captureNetvsc,
  "hv-netvsc-missed": captureMissed,
  "no-name-fits": captureLongName,
};
const asked = process.argv.slice(2);
for (const [name, capture] of Object.entries(all)) if (asked.length === 0 || asked.includes(name)) await capture();

/** What `make demo` shows first: a machine that has the program, but not its rule. */
async function captureStock(): Promise<void> {
  await withMachine({ withRule: false, udevDebug: false, files: [programFile] }, async (machine) => {
    const { master, standby, primary } = await readTrio(machine);
    const wanted = { [standby?.name ?? ""]: `${master.name}nsby`, [primary?.name ?? ""]: `${master.name}npf` };
    await machine.succeed(`/${programFile.path} capture /run/stock`);
    await fetchCapture(machine, "/run/stock", "stock", "settled after boot, without the rule", wanted);
  });
}

async function captureSettled(): Promise<void> {
  await withMachine({ withRule: true, udevDebug: false }, async (machine) => {
    const { master } = await readTrio(machine);
    const wanted = { [`${master.name}nsby`]: `${master.name}nsby`, [`${master.name}npf`]: `${master.name}npf` };
    await machine.succeed("failover-ifname capture /run/settled");
    await fetchCapture(machine, "/run/settled", "settled", "settled after boot", wanted);
    await machine.unplugPrimary();
    await machine.succeed("failover-ifname capture /run/unplugged");
    await fetchCapture(machine, "/run/unplugged", "primary-unplugged", "after an unplug of the primary", wanted);
  });
}

async function captureBooting(): Promise<void> {
  await withMachine({ withRule: true, udevDebug: false, files: [bootingRule] }, async (machine) => {
    const moment = "at boot, in the standby's add event, with the master not named by udev yet";
    // No slave gets a name, because the name of the master is not known yet.
    await fetchCapture(machine, "/run/booting", "booting", moment, {});
  });
}

/** The module of netvsc/ stands in for Hyper-V. */
async function captureNetvsc(): Promise<void> {
  const options = await pairMachine("trixie");
  const files = [...(options.files ?? []), programFile];
  await withMachine({ ...options, withRule: false, files }, async (machine) => {
    const pairs = await readPairs(machine);
    const wanted = Object.fromEntries(pairs.map(({ synthetic, vf }) => [vf?.name ?? "", `${synthetic.name}npf`]));
    const hardware = "two pairs of hv_netvsc, made by a module that stands in for the driver";
    const moment = "settled after boot, without the rule";
    await machine.succeed(`/${programFile.path} capture /run/hv-netvsc`);
    await fetchCapture(machine, "/run/hv-netvsc", "hv-netvsc", moment, wanted, hardware);
  });
}

/** The VF is opened before udevd sees it, so that Linux 6.1 does not rename it any more. */
async function captureMissed(): Promise<void> {
  await withMachine(await pairMachine("bookworm"), async (machine) => {
    await revoke(machine, (await readPair(machine)).vf, 1, "early");
    const pairs = await readPairs(machine);
    const wanted = Object.fromEntries(pairs.map(({ synthetic, vf }) => [vf?.name ?? "", `${synthetic.name}npf`]));
    const hardware = "two pairs of hv_netvsc, made by a module that stands in for the driver";
    const moment = "after a revocation whose VF was opened before udevd could rename it";
    await machine.succeed(`failover-ifname capture --redact /run/missed && ${addNet("/run/missed")}`);
    await fetchCapture(machine, "/run/missed", "hv-netvsc-missed", moment, wanted, hardware);
  });
}

/** 14 bytes: no suffix fits. */
const LONG_NAME = "lan-backbone-1";

async function captureLongName(): Promise<void> {
  const options = { withRule: true, udevDebug: false, suite: await suiteOf("bookworm") };
  await withMachine(options, async (machine) => {
    const { master } = await readTrio(machine);
    const link = `ip link set ${master.name}`;
    await machine.succeed(`${link} down && ${link} name ${LONG_NAME} && ${settle}`);
    const drops = (await readTrio(machine)).master.altnames.map(
      (altname) => `ip link property del dev ${LONG_NAME} altname ${altname}`,
    );
    await machine.succeed([...drops, `ip link set ${LONG_NAME} up`, settle].join(" && "));
    const moment = "after the master got a name of 14 bytes and lost its altnames";
    await machine.succeed(`failover-ifname capture --redact /run/long && ${addNet("/run/long")}`);
    await fetchCapture(machine, "/run/long", "no-name-fits", moment, {});
  });
}

/** doctor looks for addresses of slaves there. */
function addNet(root: string): string {
  return `mkdir ${root}/proc/net && cp /proc/net/route /proc/net/if_inet6 ${root}/proc/net`;
}

/**
 * Copies a capture from the guest into the tree, with an about.json beside it: a description, and the name that each
 * link should have, null for a link that the program leaves alone.
 */
async function fetchCapture(
  machine: Machine,
  path: string,
  name: string,
  moment: string,
  wanted: Record<string, string>,
  hardware = "a net_failover trio, a plain e1000e and a plain virtio NIC",
): Promise<void> {
  const target = join(projectFolder, "test/captures", name);
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await fetchFolder(machine, path, ".", target);
  const links = JSON.parse(await readFile(join(target, "ip-link.json"), "utf8")) as { ifname: string }[];
  const names = Object.fromEntries(links.map(({ ifname }) => [ifname, wanted[ifname] ?? null]));
  const about = `${await describeGuest(machine, hardware)}, ${moment}`;
  await writeFile(join(target, "about.json"), `${JSON.stringify({ about, names }, undefined, 2)}\n`);
  console.log(`${target}: ${about}: ${JSON.stringify(names)}`);
}

async function describeGuest(machine: Machine, hardware: string): Promise<string> {
  const [kernel, udev] = (await machine.succeed("uname -r; udevadm --version")).split("\n");
  return `QEMU q35 with ${hardware}, Linux ${kernel}, udev ${udev}`;
}
