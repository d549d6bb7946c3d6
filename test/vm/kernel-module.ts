// SPDX-License-Identifier: MIT
/** The module that disables renames of links that are up, built for the guest's kernel. */
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import tmp from "tmp";
import { openApt, type Suite } from "./apt.ts";
import { cacheFolder, isThere, runTool } from "./host.ts";
import type { GuestFile } from "./initramfs.ts";
import { kernelRelease, unpackPackages } from "./packages.ts";

/**
 * Fetches and unpacks, once, the packages that modules for a suite's kernel are built with.
 *
 * @returns the folder to build in, which is the usual target of /lib/modules/RELEASE/build
 * @throws Error if it is not available
 */
export async function fetchHeaders(suite: Suite): Promise<string> {
  const release = await kernelRelease(await unpackPackages(suite));
  const root = join(cacheFolder, `headers-${release}`);
  const folder = join("usr/src", `linux-headers-${release}`);
  if (await isThere(root)) return join(root, folder);
  const unfinished = `${root}.${process.pid}`;
  try {
    await mkdir(unfinished, { recursive: true });
    await unpackHeaders(suite, `linux-headers-${release}`, unfinished);
    const makefile = join(unfinished, folder, "Makefile");
    // It includes another package's file, by a path that is correct only if the packages are installed.
    const text = await readFile(makefile, "utf8");
    await writeFile(makefile, text.replace(/^include \/usr\/src\//m, "include $(dir $(lastword $(MAKEFILE_LIST)))../"));
    await rename(unfinished, root);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return join(root, folder);
}

/** @returns the guest files for a machine on which no failover slave can be renamed while it is up */
export async function noLiveRenameFiles(suite: Suite): Promise<GuestFile[]> {
  const headers = await fetchHeaders(suite);
  const folder = tmp.dirSync({ prefix: "failover-ifname-module-", unsafeCleanup: true }).name;
  const source = fileURLToPath(new URL("no-live-rename", import.meta.url));
  for (const name of await readdir(source)) await copyFile(join(source, name), join(folder, name));
  await runTool("make", ["-C", headers, `M=${folder}`, "modules"], 120_000);
  return [{ path: "usr/lib/machine/early/no-live-rename.ko", from: join(folder, "no-live-rename.ko") }];
}

async function unpackHeaders(suite: Suite, name: string, root: string): Promise<void> {
  const debs = join(cacheFolder, "debs", `${suite.name}-headers`);
  await rm(debs, { recursive: true, force: true });
  const apt = await openApt(suite, debs);
  // Only the kernel's own parts of the dependencies. The compiler is that of this machine.
  const depends = await apt("apt-cache", ["depends", name]);
  const others = [...depends.matchAll(/^ +Depends: (linux-\S+)$/gm)].flatMap(([, other]) => other ?? []);
  await apt("apt-get", ["download", name, ...others], debs);
  for (const deb of (await readdir(debs)).filter((file) => file.endsWith(".deb"))) {
    await runTool("dpkg-deb", ["--extract", join(debs, deb), root], 60_000);
  }
}
