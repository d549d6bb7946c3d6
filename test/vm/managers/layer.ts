// SPDX-License-Identifier: MIT
/** The part of the guest that is a manager's: its program, and what systemd needs to run it as on a real machine. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Suite } from "../apt.ts";
import { cacheFolder, isThere } from "../host.ts";
import type { GuestFile, Layer } from "../initramfs.ts";
import { copyTree, stagePrograms } from "../layers.ts";
import { fetchPackages, makeTree, unpackDebs, unpackPackages } from "../packages.ts";
import type { Manager } from "./catalog.ts";

const programs = ["lib/systemd/systemd-journald", "bin/journalctl", "bin/systemd-tmpfiles"];
const paths = ["usr/lib/systemd/system", "usr/lib/tmpfiles.d"];

/** The users and groups that units, udev rules and D-Bus policies name. */
const users = ["root", "messagebus", "systemd-network", "dhcpcd", "nobody"];
const groups = "tty disk lp kmem dialout cdrom tape audio video kvm sgx input render netdev adm utmp".split(" ");

/** Fetches the packages of a manager, once per suite. */
export async function managerLayer(suite: Suite, manager: Manager): Promise<Layer> {
  const content = {
    programs: [...programs, ...manager.programs],
    paths: [...paths, ...manager.paths],
    files: { "etc/passwd": users.map(passwdLine).join(""), "etc/group": [...users, ...groups].map(groupLine).join("") },
  };
  return {
    name: `manager-${manager.name.replace(/\W+/g, "-")}`,
    root: await unpackManager(suite, manager.packages),
    content,
    async stage(tree, stage) {
      await stagePrograms(tree, stage, content.programs);
      for (const path of content.paths) if (await isThere(join(tree, path))) await copyTree(tree, stage, path);
      await mkdir(join(stage, "etc"), { recursive: true });
      for (const [path, text] of Object.entries(content.files)) await writeFile(join(stage, path), text);
    },
  };
}

/** The files that enable the manager's units and configure it. */
export function managerFiles({ units, settings }: Manager): GuestFile[] {
  const wants = `[Unit]\nWants=sysinit.target ${units.join(" ")}\n`;
  const all = { ...settings, "etc/systemd/system/machine.target.d/manager.conf": wants };
  return Object.entries(all).map(([path, text]) => ({ path, text }));
}

async function unpackManager(suite: Suite, packages: string[]): Promise<string> {
  if (packages.length === 0) return await unpackPackages(suite);
  const name = `${suite.name}-${packages[0]}`;
  const stamp = `${packages.join(" ")}\n${suite.sources ?? ""}${suite.release ?? ""}`;
  return await makeTree(join(cacheFolder, `root-${name}`), stamp, async (tree) => {
    await unpackDebs(await fetchPackages(suite, name, packages), tree);
  });
}

function passwdLine(user: string, id: number): string {
  return `${user}:x:${id}:${id}:${user}:/:/usr/sbin/nologin\n`;
}

function groupLine(group: string, id: number): string {
  return `${group}:x:${id}:\n`;
}
