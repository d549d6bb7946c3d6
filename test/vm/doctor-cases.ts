// SPDX-License-Identifier: MIT
/**
 * Records the machines of test/doctor/cases that are from a virtual machine, or some of them. Each has something wrong. Run
 * it by hand: node --import tsx test/vm/doctor-cases.ts [CHECK/CASE ...]
 */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import tmp from "tmp";
import { fetchFolder } from "./fetch-folder.ts";
import { projectFolder } from "./host.ts";
import type { Machine } from "./machine.ts";
import { managers } from "./managers/catalog.ts";
import { tryManager } from "./managers/try.ts";
import { suiteOf } from "./suites.ts";

/** What the checks of the managers read and `capture` does not copy. None of it is secret in these machines. */
const MANAGER_FILES = [
  ...["proc/net/route", "proc/net/if_inet6", "run/systemd/netif", "run/network", "run/NetworkManager/devices"],
  ...["etc/systemd/network", "run/systemd/network", "usr/lib/systemd/network/09-failover-ifname.network"],
  ...["etc/network/interfaces", "etc/dhcpcd.conf", "var/lib/dhcp", "run/dhcpcd", "var/lib/dhcpcd"],
  ...["etc/NetworkManager", "usr/lib/NetworkManager/conf.d", "etc/connman"],
];

tmp.setGracefulCleanup();
const all: { readonly [name: string]: (name: string) => Promise<void> } = {
  "managers/recorded-ifupdown-pattern": (name) => recordManager(name, "bookworm", "ifupdown, by pattern"),
  "managers/recorded-networkd-masked": (name) =>
    recordManager(name, "bookworm", "systemd-networkd", "etc/systemd/network/09-failover-ifname.network"),
  "managers/recorded-dhcpcd": (name) => recordManager(name, "trixie", "dhcpcd"),
  "managers/recorded-connman": (name) => recordManager(name, "trixie", "connman"),
  "managers/recorded-netplan": (name) => recordManager(name, "trixie", "NetworkManager, by netplan"),
};
const asked = process.argv.slice(2);
for (const [name, record] of Object.entries(all)) if (asked.length === 0 || asked.includes(name)) await record(name);

async function recordManager(name: string, release: string, wanted: string, masked?: string): Promise<void> {
  const manager = managers.find((one) => one.name === wanted);
  if (manager === undefined) throw new Error(`no manager ${wanted}`);
  const more = masked === undefined ? [] : [{ path: masked, link: "/dev/null" }];
  await tryManager(await suiteOf(release), manager, "with", more, async (machine) => {
    await fetchCase(machine, name, `${wanted} as in docs/managers.md, after a replug of the primary`);
  });
}

/**
 * Writes the root of a case and the field `source` of its about.json. What doctor must find is written by hand, because only
 * that makes it a test.
 */
async function fetchCase(machine: Machine, name: string, moment: string): Promise<void> {
  const folder = join(projectFolder, "test/doctor/cases", name);
  await machine.succeed("failover-ifname capture /run/case");
  const copy = [
    'mkdir -p "/run/case/$(dirname "$path")"',
    'if [ -L "$path" ]',
    'then ln -s "$(readlink "$path")" "/run/case/$path"',
    'elif [ -f "$path" ]',
    'then cat "$path" >"/run/case/$path"',
    "fi",
  ].join("; ");
  await machine.succeed(`cd / && find ${MANAGER_FILES.join(" ")} 2>/dev/null | while read -r path; do ${copy}; done`);
  // git keeps no empty folder. The kernel has this file in the folder of each unit.
  await machine.succeed('if cd /run/case/sys/fs/cgroup; then find . -type d -exec touch "{}/cgroup.procs" ";"; fi');
  await rm(join(folder, "root"), { recursive: true, force: true });
  await mkdir(join(folder, "root"), { recursive: true });
  await fetchFolder(machine, "/run/case", ".", join(folder, "root"));
  const [kernel, udev] = (await machine.succeed("uname -r; udevadm --version")).split("\n");
  const source = `recorded: Linux ${kernel}, udev ${udev}; ${moment}`;
  const about = await readFile(join(folder, "about.json"), "utf8").catch(() => '{ "about": "", "findings": [] }');
  const record = { ...JSON.parse(about), source };
  await writeFile(join(folder, "about.json"), `${JSON.stringify(record, undefined, 2)}\n`);
  console.log(`${folder}: ${source}`);
}
