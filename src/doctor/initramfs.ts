// SPDX-License-Identifier: MIT
import { type Host, isSystemError } from "../host/host.ts";
import { insideRoot } from "../host/root.ts";
import { type Check, type Finding, ok, type Subject } from "./check.ts";
import { installedFiles } from "./initramfs/contents.ts";
import { driversOf } from "./initramfs/drivers.ts";
import { findingsOf } from "./initramfs/findings.ts";
import { findImages, type Image } from "./initramfs/images.ts";
import { type Listing, listByItself, listImage } from "./initramfs/listing.ts";
import { readerOf } from "./initramfs/parts.ts";
import { remakeCommand } from "./initramfs/remake.ts";
import { findInitramfs } from "./initramfs/unified.ts";

/** The initramfs images: do they have the program, the rule and the configuration, and the same as are installed? */
export const initramfs: Check = {
  name: "initramfs",
  title: "Initramfs",
  isRecorded: true,
  run: (subject) => {
    const { files } = subject.machine;
    const { images, closed } = findImages(files);
    const wanted = installedFiles(files);
    const drivers = driversOf(subject);
    const findings = [
      ...images.flatMap((image) => {
        const { version, listing } = list(subject, image);
        return "entries" in listing
          ? findingsOf(subject, { ...image, version }, listing, { wanted, drivers })
          : [unlisted(subject, image, listing)];
      }),
      ...closed.map((path): Finding => ({ severity: "note", ...CLOSED, where: files.path(path) })),
    ];
    const nothing = subject.isCaptured ? "a captured machine has no images" : "there is no image";
    return findings.length > 0 ? findings : [ok(nothing, files.path("/boot"))];
  },
};

const UNKNOWN = "Nobody knows what is in it.";
const CLOSED = { found: "it may not be read", why: UNKNOWN, fix: "run doctor as root" };
const ABSENT = { severity: "ok", found: "the unified kernel image has no initramfs" } as const;
/** What is in an image, and the release of its kernel. */
interface Listed {
  readonly listing: Listing | typeof CLOSED | typeof ABSENT;
  readonly version: string;
}

function list({ host, root }: Subject, image: Image): Listed {
  const { path, version } = image;
  const inside = root === "" ? path : insideRoot(host, root)(path, true);
  // A path that begins with a dash would be an option.
  const here = inside.startsWith("-") ? `./${inside}` : inside;
  try {
    if (!isReadable(host, here)) return { listing: CLOSED, version };
    if (image.isUnified) return listUnified(host, here, image);
    return { listing: listImage(host, here, image.status.size), version };
  } catch (error) {
    const fault = isSystemError(error) ? FAULTS[error.code] : undefined;
    if (fault === undefined) throw error;
    return { listing: { fault }, version };
  }
}

function listUnified(host: Host, here: string, { status, version }: Image): Listed {
  const read = readerOf(host, here);
  const found = findInitramfs(read, status.size);
  if (typeof found === "string") return { listing: { fault: found }, version };
  const { initramfs, version: release } = found;
  return { listing: initramfs === undefined ? ABSENT : listByItself(host, here, read, initramfs), version: release };
}

/** What is wrong with an image whose listing does not end well. */
const FAULTS: { readonly [code: string]: string } = {
  ETIMEDOUT: "it takes too long",
  EFBIG: "its listing is too long",
};

function isReadable(host: Host, path: string): boolean {
  try {
    return host.readFile(path, 0) !== undefined;
  } catch (error) {
    if (!isSystemError(error) || !["EFBIG", "EACCES", "EPERM"].includes(error.code)) throw error;
    return error.code === "EFBIG";
  }
}

function unlisted(subject: Subject, image: Image, listing: Exclude<Listed["listing"], { entries: unknown }>): Finding {
  const where = subject.machine.files.path(image.path);
  if ("found" in listing) return { severity: "warning", ...listing, where };
  if ("fault" in listing) {
    const found = `it cannot be listed: ${listing.fault}`;
    return { severity: "warning", found, where, why: UNKNOWN, fix: remakeCommand(subject, image) };
  }
  const found = `it cannot be listed: there is no ${listing.missing} here`;
  const fix = `install the package ${PACKAGES[listing.missing] ?? listing.missing}`;
  return { severity: "note", found, where, why: UNKNOWN, fix };
}

/** The packages whose name is not that of the tool. */
const PACKAGES: { readonly [tool: string]: string } = {
  xz: "xz-utils (elsewhere than on Debian: xz)",
  env: "coreutils",
};
