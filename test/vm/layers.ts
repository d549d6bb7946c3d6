// SPDX-License-Identifier: MIT
/** The content of the guest's large archives, taken from the unpacked packages. */
import { copyFile, cp, mkdir, readdir, readFile, realpath, symlink, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { architectureOf, emulatorOf } from "./architectures.ts";
import { guestFolder, isThere, runTool } from "./host.ts";
import { kernelRelease, makeModuleLists, runUnpacked } from "./packages.ts";

const modules = ["virtio_pci", "virtio_net", "net_failover", "e1000e", "bonding", "bridge", "vrf", "dummy"];

const programs = ["bin/udevadm", "bin/kmod", "bin/ip", "sbin/ethtool", "bin/dash"];

/** systemd-executor exists since 255. */
const systemdPrograms = ["bin/systemctl", "lib/systemd/systemd", "lib/systemd/systemd-executor"];

/** Libraries that a program of some release opens itself. The dynamic linker does not list them. */
const openedLibraries = /^lib(kmod|seccomp|mount|blkid|acl|selinux|apparmor|zstd|lzma|crypto)\.so\.\d+$/;

/** The groups that the stock rules name. */
const groups = "root tty disk lp kmem dialout cdrom tape audio video kvm sgx input render".split(" ");

/**
 * Puts together the plain machine: kernel modules, udevd with its stock rules, tools, and the guest folder's scripts.
 *
 * @param root the unpacked packages
 * @param stage an empty folder, which becomes the guest's root
 */
export async function stageBase(root: string, stage: string): Promise<void> {
  for (const folder of ["bin", "sbin", "lib", "lib64"]) {
    await mkdir(join(stage, "usr", folder), { recursive: true });
    await symlink(join("usr", folder), join(stage, folder));
  }
  for (const folder of ["proc", "sys", "dev", "run", "tmp", "root", "var"]) await mkdir(join(stage, folder));
  await stageModules(root, stage);
  await stagePrograms(root, stage, programs);
  await copyFile(join(root, "usr/bin/busybox"), join(stage, "usr/bin/busybox"));
  await stageLinks(root, stage);
  for (const tree of ["usr/lib/udev/rules.d", "usr/lib/systemd/network", "etc/udev"]) await copyTree(root, stage, tree);
  await writeFile(join(stage, "etc/passwd"), "root:x:0:0:root:/root:/bin/sh\n");
  await writeFile(join(stage, "etc/group"), groups.map((name, id) => `${name}:x:${id}:\n`).join(""));
  const machine = join(stage, "usr/lib/machine");
  await cp(guestFolder, machine, { recursive: true });
  await symlink("usr/lib/machine/init", join(stage, "init"));
}

/**
 * Puts together what the base lacks for systemd as PID 1: systemd, its stock units, and a target that wants only udevd,
 * the coldplug and the control line.
 */
export async function stageSystemd(root: string, stage: string): Promise<void> {
  const present = await Promise.all(systemdPrograms.map((path) => isThere(join(root, "usr", path))));
  await stagePrograms(
    root,
    stage,
    systemdPrograms.filter((_, index) => present[index]),
  );
  await mkdir(join(stage, "usr/sbin"), { recursive: true });
  await symlink("../lib/systemd/systemd", join(stage, "usr/sbin/init"));
  await copyTree(root, stage, "usr/lib/systemd/system");
  await mkdir(join(stage, "etc/systemd"), { recursive: true });
  await cp(join(guestFolder, "systemd"), join(stage, "etc/systemd/system"), { recursive: true });
  await writeFile(join(stage, "etc/machine-id"), `${"0123456789abcdef".repeat(2)}\n`);
}

/**
 * Finds kernel modules and those that they need. A module that is not found is built into the kernel.
 *
 * @param root the unpacked packages
 * @returns their paths below the root, in an order in which the kernel can load them
 */
export async function findModules(root: string, names: string[]): Promise<string[]> {
  const folder = await moduleFolder(root);
  const dependencies = new Map<string, string[]>();
  for (const line of (await readFile(join(root, folder, "modules.dep"), "utf8")).split("\n")) {
    const [path, needed] = line.split(":");
    if (path !== undefined && needed !== undefined) {
      const name = basename(path).replace(/\.ko.*$/, "");
      dependencies.set(name, [path, ...needed.split(" ").filter((other) => other !== "")]);
    }
  }
  // A line of modules.dep has the module first, and last what must be loaded first.
  const paths = new Set(names.flatMap((name) => [...(dependencies.get(name) ?? [])].reverse()));
  return [...paths].map((path) => join(folder, path));
}

async function moduleFolder(root: string): Promise<string> {
  return join("usr/lib/modules", await kernelRelease(root));
}

async function stageModules(root: string, stage: string): Promise<void> {
  const folder = await moduleFolder(root);
  for (const path of await findModules(root, modules)) await copyInto(join(root, path), join(stage, path));
  for (const name of ["modules.builtin", "modules.builtin.modinfo", "modules.order"]) {
    await copyInto(join(root, folder, name), join(stage, folder, name));
  }
  await makeModuleLists(root, stage);
}

/** Copies programs, by their paths below usr/, with the libraries that they need. */
export async function stagePrograms(root: string, stage: string, paths: string[]): Promise<void> {
  const { libraries: libraryFolder, loader } = architectureOf(root);
  const libraries = new Set<string>();
  for (const path of paths) {
    const program = join("usr", path);
    await copyInto(await realpath(join(root, program)), join(stage, program));
    for (const found of (await runUnpacked(root, program, [], ["--list"])).matchAll(/ => (\S+) \(/g)) {
      if (found[1] !== undefined) libraries.add(found[1].slice(root.length + 1));
    }
  }
  for (const name of await readdir(join(root, libraryFolder))) {
    if (openedLibraries.test(name)) libraries.add(join(libraryFolder, name));
  }
  await copyInto(join(root, libraryFolder, basename(loader)), join(stage, loader));
  for (const library of libraries) {
    if (basename(library) !== basename(loader)) await copyInto(join(root, library), join(stage, library));
  }
}

async function stageLinks(root: string, stage: string): Promise<void> {
  const links = new Map([
    ["bin/sh", "dash"],
    ["lib/systemd/systemd-udevd", "../../bin/udevadm"],
  ]);
  for (const name of ["modprobe", "insmod", "rmmod", "lsmod", "depmod"]) links.set(join("sbin", name), "../bin/kmod");
  links.set("sbin/ip", "../bin/ip");
  const [busybox = "", ...list] = [...emulatorOf(architectureOf(root)), join(stage, "usr/bin/busybox"), "--list"];
  const taken = new Set([...programs, ...links.keys()].map((path) => basename(path)));
  for (const name of (await runTool(busybox, list, 10_000)).trim().split("\n")) {
    if (!taken.has(name) && name !== "busybox" && name !== "init") links.set(join("bin", name), "busybox");
  }
  for (const [path, target] of links) {
    await mkdir(dirname(join(stage, "usr", path)), { recursive: true });
    await symlink(target, join(stage, "usr", path));
  }
}

/** Copies a folder with all that is in it. */
export async function copyTree(root: string, stage: string, tree: string): Promise<void> {
  await cp(join(root, tree), join(stage, tree), { recursive: true, verbatimSymlinks: true });
}

/** Copies the target of a path, because a symlink may be correct only in its package. */
async function copyInto(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(await realpath(from), to);
}
