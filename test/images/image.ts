// SPDX-License-Identifier: MIT
/** The images: Debian with one initramfs generator and one network manager each, made once and kept in .cache/images. */
import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import tmp from "tmp";
import { guestFolder, isThere, projectFolder, runTool } from "../vm/host.ts";
import { unpackKernel } from "../vm/kernel.ts";

/** A folder of the catalog. */
export interface Image {
  name: string;
  /** The release of Debian. */
  suite: string;
  /** The packages that tell this image from others: a generator of the initramfs, and a network manager. */
  packages: string[];
  /** Units to enable that the packages have not enabled. */
  units: string[];
}

/**
 * What is in an image: `plain` is without the product, `full` is with it, `configured` has also the files of the folder
 * configured/.
 */
export type Content = "plain" | "full" | "configured";

/** The files of an image that was built. The disk has the same kernel and initramfs. */
export interface Built {
  kernel: string;
  initramfs: string;
  disk: string;
}

const here = fileURLToPath(new URL(".", import.meta.url));
const cache = join(projectFolder, ".cache/images");

/** What every image has. */
const packages = ["linux-image-amd64", "systemd-sysv", "udev", "kmod", "iproute2", "zstd", "busybox"];
const units = ["control.service", "record-names.service"];

/** Files of the virtual machine's other guest that are used here too. */
const guestFiles = ["control", "links", "await-primary", "await-quiet"];

/** @returns the images of the catalog, or those that are named */
export async function findImages(...names: string[]): Promise<Image[]> {
  const all = (await readdir(join(here, "catalog"))).sort();
  return await Promise.all(
    (names.length > 0 ? names : all).map(async (name) => ({
      name,
      ...JSON.parse(await readFile(join(here, "catalog", name, "about.json"), "utf8")),
    })),
  );
}

/**
 * Builds an image, or takes it from the cache. It needs root.
 *
 * @param deb the product as a Debian package. Default: what `make install` installs
 */
export async function buildImage(image: Image, content: Content, deb?: string): Promise<Built> {
  tmp.setGracefulCleanup();
  const stage = tmp.dirSync({ prefix: "failover-ifname-stage-", unsafeCleanup: true });
  try {
    const overlay = join(stage.name, "overlay");
    await cp(join(here, "guest"), overlay, { recursive: true });
    for (const name of guestFiles) await cp(join(guestFolder, name), join(overlay, "usr/lib/machine", name));
    await cp(join(here, "catalog", image.name, "root"), overlay, { recursive: true, force: true });
    const parts = [overlay];
    if (content !== "plain") parts.push(deb ?? (await productFolder(stage.name)));
    if (content === "configured") parts.push(join(here, "configured"));
    const key = await contentKey(JSON.stringify(image), ...parts, join(here, "build.sh"));
    const folder = join(cache, `${image.name}-${content}-${key}`);
    if (!(await isThere(folder))) await build(image, `${image.name}-${content}-`, parts, folder);
    const unpacked = join(folder, "vmlinux");
    const kernel = (await isThere(unpacked)) ? unpacked : join(folder, "vmlinuz");
    return { kernel, initramfs: join(folder, "initramfs"), disk: join(folder, "disk") };
  } finally {
    stage.removeCallback();
  }
}

/** @returns a folder below `parent` with the files of the product */
export async function productFolder(parent: string): Promise<string> {
  const folder = join(parent, "product");
  await runTool("make", ["-s", "-C", projectFolder, "install", `DESTDIR=${folder}`], 120_000);
  return folder;
}

async function build(image: Image, prefix: string, parts: string[], folder: string): Promise<void> {
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  try {
    const lists = [[...packages, ...image.packages].join(" "), [...units, ...image.units].join(" ")];
    await runTool(join(here, "build.sh"), [image.suite, ...lists, unfinished, ...parts], buildLimit);
    await unpackKernel(join(unfinished, "vmlinuz"), join(unfinished, "vmlinux"));
    const older = (await readdir(cache)).filter((name) => name.startsWith(prefix) && name !== basename(unfinished));
    for (const name of older) await rm(join(cache, name), { recursive: true });
    await rename(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

const buildLimit = 3_600_000;

/** Changes if a file in one of the paths changes. */
async function contentKey(text: string, ...paths: string[]): Promise<string> {
  const hash = createHash("sha256").update(text);
  for (const path of paths) {
    for (const file of await filesBelow(path)) hash.update(file.slice(path.length)).update(await readFile(file));
  }
  return hash.digest("hex").slice(0, 16);
}

async function filesBelow(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return [path];
  return entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : [])).sort();
}
