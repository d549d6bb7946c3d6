// SPDX-License-Identifier: MIT
/** Kernel modules of the tests, built for the guest's kernel. */
import { copyFile, mkdir, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import tmp from "tmp";
import { openApt, type Suite } from "./apt.ts";
import { cacheFolder, runTool } from "./host.ts";
import type { GuestFile } from "./initramfs.ts";
import { kernelRelease, makeTree, unpackPackages } from "./packages.ts";

/** The one that the kernel of Debian 12 was compiled with. Debian 13 has it too. */
const compiler = "gcc-12";

/** Parts of the kernels' configurations that need a later compiler, or pahole. A module loads without them. */
const switchedOff = ["CONFIG_CC_HAS_MIN_FUNCTION_ALIGNMENT=", "CONFIG_DEBUG_INFO_BTF_MODULES="];

/** The folder in the guest whose modules are loaded before udevd starts. */
export const earlyFolder = "usr/lib/machine/early";

/**
 * Fetches and unpacks, once, the packages that modules for a suite's kernel are built with.
 *
 * @returns the folder to build in, which is the usual target of /lib/modules/RELEASE/build
 * @throws Error if it is not available
 */
export async function fetchHeaders(suite: Suite): Promise<string> {
  const userland = await unpackPackages(suite);
  const release = await kernelRelease(userland);
  const folder = join("usr/src", `linux-headers-${release}`);
  const root = await makeTree(join(cacheFolder, `headers-${release}`), "with wrapped tools\n", async (tree) => {
    await unpackHeaders(suite, `linux-headers-${release}`, tree);
    const makefile = join(tree, folder, "Makefile");
    // It includes another package's file, by a path that is correct only if the packages are installed.
    const text = await readFile(makefile, "utf8");
    await writeFile(makefile, text.replace(/^include \/usr\/src\//m, "include $(dir $(lastword $(MAKEFILE_LIST)))../"));
    await wrapTools(join(tree, "usr/lib"), userland);
  });
  return join(root, folder);
}

/**
 * Builds the modules of a folder beside this file.
 *
 * @returns the folder with the modules, each as NAME.ko. It is removed when this process ends
 */
export async function buildModules(suite: Suite, name: string): Promise<string> {
  const headers = await fetchHeaders(suite);
  const folder = tmp.dirSync({ prefix: "failover-ifname-module-", unsafeCleanup: true }).name;
  const source = fileURLToPath(new URL(name, import.meta.url));
  for (const file of await readdir(source)) await copyFile(join(source, file), join(folder, file));
  await runTool("make", ["-C", headers, `M=${folder}`, `CC=${compiler}`, ...switchedOff, "modules"], 120_000);
  return folder;
}

/** @returns the guest files for a machine on which no failover slave can be renamed while it is up */
export async function noLiveRenameFiles(suite: Suite): Promise<GuestFile[]> {
  const name = "no-live-rename.ko";
  return [{ path: join(earlyFolder, name), from: join(await buildModules(suite, "no-live-rename"), name) }];
}

async function unpackHeaders(suite: Suite, name: string, root: string): Promise<void> {
  const debs = join(cacheFolder, "debs", `${suite.name}-headers`);
  await rm(debs, { recursive: true, force: true });
  const apt = await openApt(suite, debs);
  // Only the kernel's own parts of the dependencies. The compiler is that of this machine.
  const depends = await apt("apt-cache", ["depends", name]);
  const others = [...depends.matchAll(/^ +Depends: (linux-\S+)$/gm)].flatMap(([, other]) => other ?? []);
  await apt("apt-get", ["download", name, ...others], debs);
  await mkdir(root, { recursive: true });
  for (const deb of (await readdir(debs)).filter((file) => file.endsWith(".deb"))) {
    await runTool("dpkg-deb", ["--extract", join(debs, deb), root], 60_000);
  }
}

/** Makes the packages' executables run with the C library of their own release. It may be later than this machine's. */
async function wrapTools(folder: string, userland: string): Promise<void> {
  const library = "usr/lib/x86_64-linux-gnu";
  const loader = join(library, "ld-linux-x86-64.so.2");
  // The loader has this option since glibc 2.33. Tools that are older run on any machine that the tests run on.
  if (!(await readFile(join(userland, loader))).includes("--argv0")) return;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const tool = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !(await isExecutable(tool))) continue;
    await rename(tool, `${tool}.wrapped`);
    // The tree has a temporary name now, but in the folder where it stays.
    const root = `$(dirname "$0")/${relative(dirname(tool), userland)}`;
    const command = `"${root}/${loader}" --library-path "${root}/${library}" --argv0 "$0"`;
    const program = `"$(dirname "$0")/${basename(tool)}.wrapped"`;
    await writeFile(tool, `#!/bin/sh\nexec ${command} ${program} "$@"\n`, { mode: 0o755 });
  }
}

async function isExecutable(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4);
    return buffer.equals(Buffer.from("\x7fELF")) && ((await file.stat()).mode & 0o100) !== 0;
  } finally {
    await file.close();
  }
}
