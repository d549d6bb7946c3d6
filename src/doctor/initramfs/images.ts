// SPDX-License-Identifier: MIT
import { Exit } from "../../errors.ts";
import { foreseen } from "../../host/faults.ts";
import type { Files } from "../../host/files.ts";
import type { FileStatus } from "../../host/host.ts";
import { readText } from "../precedence.ts";

/** An initramfs image. */
export interface Image {
  /** On the machine that it belongs to. */
  readonly path: string;
  /** The release of its kernel; empty if it is not known. */
  readonly version: string;
  readonly status: FileStatus;
  /** Is it a unified kernel image, which has an initramfs inside? */
  readonly isUnified: boolean;
}

/** What a machine boots from. */
export interface Images {
  readonly images: readonly Image[];
  /** Directories that could not be read. */
  readonly closed: readonly string[];
}

/** Where the boot loader may have its files: the boot partition and the EFI system partition (systemd's bootctl(1)). */
const BOOT = ["/boot", "/efi", "/boot/efi"];

/** initrd.img-VERSION (Debian), initramfs-VERSION.img (Fedora), initrd-VERSION (SUSE). */
const NAME = /^(?:initrd\.img-|initrd-|initramfs-)(.+?)(?:\.img)?$/;

/** Unified kernel images are in /EFI/Linux, with this at the end of the name. They have their version inside. */
const UNIFIED = ".efi";

/** Instead of a version: the file is not an initramfs. */
const NONE = "/";

/** Copies that nothing boots, and images that only a rescue or a crash boots. */
const LEFT_OUT = /kdump|rescue|fallback|\.(?:bak|old|new|tmp|orig|dpkg-[a-z]+|old-dkms)(?:\.img)?$/;

/**
 * Finds all images: by their names, and by the entries of the boot loader.
 *
 * @throws SystemError if a file cannot be read
 */
export function findImages(files: Files): Images {
  const versions: { [path: string]: string } = Object.create(null);
  const closed: string[] = [];
  for (const boot of BOOT) {
    const namesIn = (folder: string) => readFolder(files, `${boot}${folder}`, closed);
    for (const name of namesIn("")) versions[`${boot}/${name}`] ??= NAME.exec(name)?.[1] ?? NONE;
    for (const name of namesIn("/loader/entries")) {
      if (!name.endsWith(".conf")) continue;
      const { version, paths } = parseEntry(readText(files, `${boot}/loader/entries/${name}`));
      for (const path of paths) {
        // The paths are those of the partition.
        const place = files.fileStatus(boot + path) === undefined ? path : boot + path;
        const known = versions[place];
        if (version !== "" || known === undefined || known === NONE) versions[place] = version;
      }
    }
    for (const name of namesIn("/EFI/Linux")) if (name.endsWith(UNIFIED)) versions[`${boot}/EFI/Linux/${name}`] = "";
  }
  return { images: imagesOf(files, versions), closed };
}

/** An image that has several paths, as if /efi is a symlink to /boot, is there once. */
function imagesOf(files: Files, versions: { readonly [path: string]: string }): Image[] {
  const images: Image[] = [];
  for (const [path, version] of Object.entries(versions)) {
    if (version === NONE || LEFT_OUT.test(path)) continue;
    const status = files.fileStatus(path);
    if (!status?.isFile || images.some((image) => isSame(image.status, status))) continue;
    images.push({ path, version, status, isUnified: path.endsWith(UNIFIED) });
  }
  return images;
}

function isSame(one: FileStatus, other: FileStatus): boolean {
  return one.device === other.device && one.inode === other.inode;
}

/** An entry of the boot loader (https://uapi-group.org/specifications/specs/boot_loader_specification). */
function parseEntry(text: string): { version: string; paths: string[] } {
  const lines = text.split("\n").map((line) => line.trim().split(/\s+/));
  const version = lines.find(([key]) => key === "version")?.[1] ?? "";
  const paths = lines.flatMap(([key, ...values]) => (key === "initrd" ? values : []));
  return { version, paths: paths.filter((path) => path.startsWith("/") && !/microcode|-ucode\.img$/.test(path)) };
}

function readFolder(files: Files, folder: string, closed: string[]): string[] {
  try {
    return files.readDirectory(folder) ?? [];
  } catch (error) {
    if (foreseen(error)?.exitCode !== Exit.notPermitted) throw error;
    closed.push(folder);
    return [];
  }
}
