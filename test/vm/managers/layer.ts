// SPDX-License-Identifier: MIT
/** The parts of the guest that only managers need. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Suite } from "../apt.ts";
import { cacheFolder, isThere } from "../host.ts";
import type { GuestFile, Layer } from "../initramfs.ts";
import { copyTree, stagePrograms } from "../layers.ts";
import { fetchPackages, makeTree, unpackDebs, unpackPackages } from "../packages.ts";
import type { Manager } from "./catalog.ts";

/** What systemd needs so that it can run managers as on a real machine, and its own manager. */
const systemdPrograms = [
  ...["lib/systemd/systemd-networkd", "bin/networkctl"],
  ...["lib/systemd/systemd-journald", "lib/systemd/systemd-hostnamed"],
  ...["bin/journalctl", "bin/systemd-escape", "bin/systemd-tmpfiles"],
];

/** The users and groups that units, udev rules and D-Bus policies name. */
const users = ["root", "messagebus", "systemd-network", "dhcpcd", "nobody"];
const groups = "tty disk lp kmem dialout cdrom tape audio video kvm sgx input render netdev adm utmp".split(" ");

/** Fetches the packages of a manager, once per suite. */
export async function managerLayers(suite: Suite, manager: Manager): Promise<Layer[]> {
  const root = await unpackPackages(suite);
  const files = {
    "etc/resolv.conf": "",
    "etc/passwd": users.map((user, id) => `${user}:x:${id}:${id}:${user}:/:/bin/sh\n`).join(""),
    "etc/group": [...users, ...groups].map((group, id) => `${group}:x:${id}:\n`).join(""),
  };
  const common: Layer = {
    name: "managers",
    root,
    content: { systemdPrograms, files },
    async stage(tree, stage) {
      await stagePrograms(tree, stage, systemdPrograms);
      await copyTree(tree, stage, "usr/lib/tmpfiles.d");
      await mkdir(join(stage, "etc"), { recursive: true });
      for (const [path, text] of Object.entries(files)) await writeFile(join(stage, path), text);
    },
  };
  return [common, await ownLayer(suite, manager)];
}

/** The files that enable the manager's units and configure it. */
export function managerFiles({ units, settings }: Manager): GuestFile[] {
  const wants = `[Unit]\nWants=sysinit.target ${units.join(" ")}\n`;
  const all = { ...settings, "etc/systemd/system/machine.target.d/manager.conf": wants };
  return Object.entries(all).map(([path, text]) => ({ path, text }));
}

/** Fetches the packages of a manager, once per suite, and returns the folder that they are unpacked in. */
export async function unpackManager(suite: Suite, packages: string[]): Promise<string> {
  if (packages.length === 0) return await unpackPackages(suite);
  const name = `${suite.name}-${packages[0]}`;
  const stamp = `${packages.join(" ")}\n${suite.sources ?? ""}${suite.release ?? ""}`;
  return await makeTree(join(cacheFolder, `root-${name}`), stamp, async (tree) => {
    await unpackDebs(await fetchPackages(suite, name, packages), tree);
  });
}

async function ownLayer(suite: Suite, { name, packages, programs, paths }: Manager): Promise<Layer> {
  return {
    name: `manager-${name.replace(/\W+/g, "-")}`,
    root: await unpackManager(suite, packages),
    content: { programs, paths },
    async stage(tree, stage) {
      const present = await Promise.all(programs.map((path) => isThere(join(tree, "usr", path))));
      await stagePrograms(
        tree,
        stage,
        programs.filter((_, index) => present[index]),
      );
      for (const path of [...paths, "usr/lib/systemd/system"]) {
        if (await isThere(join(tree, path))) await copyTree(tree, stage, path);
      }
    },
  };
}
