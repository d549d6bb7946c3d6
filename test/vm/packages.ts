// SPDX-License-Identifier: MIT
/** The guest's kernel and userland: Debian packages, fetched and unpacked, never installed. */
import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { openApt, type Suite } from "./apt.ts";
import { architectureOf, emulatorOf, x86 } from "./architectures.ts";
import { cacheFolder, runTool } from "./host.ts";

const wanted = ["systemd", "udev", "kmod", "iproute2", "dash", "busybox-static", "ethtool"];

/** The file in an unpacked tree that says what it was made from. */
const stampName = "stamp";

/**
 * Fetches the packages and all that they depend on, once per suite.
 *
 * @returns the folder that they are unpacked in, a merged-/usr tree with the kernel in boot/ and its module lists made
 * @throws Error if they are not available
 */
export async function unpackPackages(suite: Suite): Promise<string> {
  const root = join(cacheFolder, `root-${suite.name}`);
  const { architecture = x86 } = suite;
  // depmod of Debian 13 opens this library itself. If it is not in the tree, ld.so takes this machine's.
  const opened = architecture === x86 ? [] : ["liblzma5"];
  const packages = [`linux-image-${architecture.debian}`, ...wanted, ...opened];
  return await makeTree(root, `${packages.join(" ")}\n${suite.sources ?? ""}${suite.release ?? ""}`, async (tree) => {
    await unpackDebs(await fetchPackages(suite, suite.name, packages), tree);
    // The package's symlink is absolute and would lead out of the tree. kmod reads the name that it is called with.
    const depmod = join(tree, "usr/sbin/depmod");
    await rm(depmod);
    await symlink("../bin/kmod", depmod);
    await makeModuleLists(tree, tree);
  });
}

/**
 * Makes a folder in the cache, unless it already exists with the same stamp.
 *
 * @param stamp what it is made from
 * @param make fills the folder, which has a temporary path at that time
 * @returns the folder
 */
export async function makeTree(root: string, stamp: string, make: (tree: string) => Promise<void>): Promise<string> {
  const found = await readFile(join(root, stampName), "utf8").catch(() => "none");
  if (found === stamp) return root;
  // It is made beside the final path and then renamed, so that an interrupted run leaves no incomplete tree.
  const unfinished = `${root}.${process.pid}`;
  try {
    await make(unfinished);
    await writeFile(join(unfinished, stampName), stamp);
    await rm(root, { recursive: true, force: true });
    await rename(unfinished, root);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return root;
}

/** @returns the release of the kernel in an unpacked tree, as `uname -r` prints it */
export async function kernelRelease(root: string): Promise<string> {
  const releases = await readdir(join(root, "usr/lib/modules"));
  if (releases[0] === undefined || releases.length > 1) throw new Error(`not one kernel in ${root}: ${releases}`);
  return releases[0];
}

/**
 * Runs a dynamically linked program of an unpacked tree on this machine, with the libraries of that tree.
 *
 * @param program its path inside the tree
 * @param loaderOptions further options for ld.so(8) itself
 * @returns its standard output
 */
export function runUnpacked(root: string, program: string, args: string[], loaderOptions: string[] = []) {
  const architecture = architectureOf(root);
  const libraries = join(root, architecture.libraries);
  const path = [libraries, join(libraries, "systemd"), join(root, "usr/lib/systemd")].join(":");
  const loader = [...emulatorOf(architecture), join(libraries, basename(architecture.loader))];
  const [command = "", ...options] = [
    ...loader,
    "--library-path",
    path,
    ...loaderOptions,
    join(root, program),
    ...args,
  ];
  // depmod of a whole kernel takes half a minute if it is emulated.
  return runTool(command, options, 300_000);
}

/** Makes the lists that kmod finds modules with, for the modules below `target`. */
export async function makeModuleLists(root: string, target: string): Promise<void> {
  await runUnpacked(root, "usr/sbin/depmod", ["-b", target, await kernelRelease(root)]);
}

/** Fetches packages and all that they depend on into a folder of the cache, and returns the folder. */
export async function fetchPackages(suite: Suite, folder: string, packages: string[]): Promise<string> {
  const debs = join(cacheFolder, "debs", folder);
  await rm(debs, { recursive: true, force: true });
  const apt = await openApt(suite, debs);
  await apt("apt-get", ["install", "--download-only", "--yes", "--no-install-recommends", ...packages]);
  return debs;
}

/** Unpacks all packages of a folder into one merged-/usr tree. */
export async function unpackDebs(debs: string, root: string): Promise<void> {
  for (const folder of ["bin", "sbin", "lib", "lib64"]) {
    await mkdir(join(root, "usr", folder), { recursive: true });
    await symlink(join("usr", folder), join(root, folder));
  }
  // `dpkg-deb -x` would replace those symlinks with folders.
  const script = `set -e; for deb in "$1"/*.deb; do dpkg-deb --fsys-tarfile "$deb" |
    tar -x -C "$2" --keep-directory-symlink --no-same-owner --exclude=./usr/share/doc --exclude=./usr/share/locale
  done`;
  await runTool("sh", ["-c", script, "sh", debs, root], 300_000);
}
