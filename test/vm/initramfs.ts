// SPDX-License-Identifier: MIT
/** The guest's file system: cpio archives, one behind the other in one initramfs. */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { chmod, copyFile, mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import tmp from "tmp";
import type { Suite } from "./apt.ts";
import { cacheFolder, guestFolder, isThere, runTool } from "./host.ts";
import { stageBase, stageSystemd } from "./layers.ts";
import { unpackPackages } from "./packages.ts";

/** One file of the guest: a copy of a file of this machine, with its mode, or a text, or a symlink. */
export type GuestFile = { path: string } & ({ from: string } | { text: string } | { link: string });

/** A further large part of the guest, which is kept in the cache. */
export interface Layer {
  name: string;
  /** A folder that `makeTree` has made. */
  root: string;
  /** What of the root it contains. The layer is made again if this changes. */
  content: unknown;
  /** Puts the content into an empty folder. */
  stage: Stager;
}

/**
 * Makes the initramfs of one machine. Its large parts come from the cache. They are made if they are missing.
 *
 * @param folder the folder that it is written to
 * @param systemd puts the real systemd in, as /sbin/init
 * @param files added last, so that they replace files with the same path
 * @param further more layers, added before those files
 * @returns its path
 */
export async function writeInitramfs(
  folder: string,
  suite: Suite,
  systemd: boolean,
  files: GuestFile[],
  further: Layer[] = [],
): Promise<string> {
  const root = await unpackPackages(suite);
  const layers = [await cachedLayer(root, "base", stageBase)];
  if (systemd) layers.push(await cachedLayer(root, "systemd", stageSystemd));
  for (const { root, name, stage, content } of further) layers.push(await cachedLayer(root, name, stage, content));
  const own = join(folder, "own.cpio");
  await archive(own, (stage) => writeGuestFiles(stage, files));
  const initramfs = join(folder, "initramfs.cpio");
  for (const layer of [...layers, own]) {
    await pipeline(createReadStream(layer), createWriteStream(initramfs, { flags: "a" }));
  }
  return initramfs;
}

type Stager = (root: string, stage: string) => Promise<void>;

async function cachedLayer(root: string, name: string, stager: Stager, content: unknown = ""): Promise<string> {
  const prefix = `${basename(root)}-${name}-`;
  const path = join(cacheFolder, `${prefix}${await contentKey(root, content)}.cpio`);
  if (!(await isThere(path))) {
    const unfinished = `${path}.${process.pid}`;
    await archive(unfinished, (stage) => stager(root, stage));
    const older = (await readdir(cacheFolder)).filter((file) => file.startsWith(prefix) && file.endsWith(".cpio"));
    await rename(unfinished, path);
    for (const file of older) await rm(join(cacheFolder, file), { force: true });
  }
  return path;
}

/** Changes if the packages change, or the files of the project that the layers are made with or contain. */
async function contentKey(root: string, content: unknown): Promise<string> {
  const entries = await readdir(guestFolder, { recursive: true, withFileTypes: true });
  const guestFiles = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const sources = ["initramfs.ts", "layers.ts"].map((name) => fileURLToPath(new URL(name, import.meta.url)));
  const hash = createHash("sha256").update(JSON.stringify([(await stat(root)).birthtimeMs, content]));
  for (const path of [...guestFiles.sort(), ...sources]) hash.update(path).update(await readFile(path));
  return hash.digest("hex").slice(0, 16);
}

async function archive(target: string, fill: (stage: string) => Promise<void>): Promise<void> {
  const stage = tmp.dirSync({ prefix: "failover-ifname-stage-", unsafeCleanup: true });
  try {
    // It becomes the guest's root folder, which is for all users.
    await chmod(stage.name, 0o755);
    await fill(stage.name);
    const script = 'find . -print0 | cpio --null --create --quiet --format=newc --owner=0:0 >"$1"';
    await runTool("sh", ["-c", script, "sh", target], 60_000, { cwd: stage.name });
  } finally {
    stage.removeCallback();
  }
}

async function writeGuestFiles(stage: string, files: GuestFile[]): Promise<void> {
  for (const file of files) {
    const path = join(stage, file.path);
    await mkdir(dirname(path), { recursive: true });
    if ("from" in file) await copyFile(file.from, path);
    else if ("text" in file) await writeFile(path, file.text);
    else await symlink(file.link, path);
  }
}
