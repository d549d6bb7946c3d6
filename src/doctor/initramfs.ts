// SPDX-License-Identifier: MIT
import { foreseen } from "../host/faults.ts";
import { type Host, isSystemError } from "../host/host.ts";
import { insideRoot } from "../host/root.ts";
import { type Check, type Finding, ok, type Subject } from "./check.ts";
import { installedFiles } from "./initramfs/contents.ts";
import { driversOf } from "./initramfs/drivers.ts";
import { findingsOf } from "./initramfs/findings.ts";
import { findImages, type Image } from "./initramfs/images.ts";
import { type Listing, listImage } from "./initramfs/listing.ts";
import { remakeCommand } from "./initramfs/remake.ts";

/** The initramfs images: do they have the program, the rule and the configuration, and the same as are installed? */
export const initramfs: Check = {
  name: "initramfs",
  title: "Initramfs",
  run: (subject) => {
    const { files } = subject.machine;
    const { images, unified, closed } = findImages(files);
    const wanted = installedFiles(files);
    const drivers = driversOf(subject);
    const findings = [
      ...images.flatMap((image) => {
        const listing = list(subject, image);
        return "entries" in listing
          ? findingsOf(subject, image, listing.entries, { wanted, drivers })
          : [unlisted(subject, image, listing)];
      }),
      ...unified.map((path) => notLookedInto("is a unified kernel image", files.path(path))),
      ...closed.map((path) => ({ ...notLookedInto("may not be read", files.path(path)), fix: "run doctor as root" })),
    ];
    const nothing = subject.isCaptured ? "a captured machine has no images" : "there is no image";
    return findings.length > 0 ? findings : [ok(nothing, files.path("/boot"))];
  },
};

function list({ host, root }: Subject, { path, status }: Image): Listing {
  const here = root === "" ? path : insideRoot(host, root)(path, true);
  try {
    assertReadable(host, here);
    // A path that begins with a dash would be an option.
    return listImage(host, here.startsWith("-") ? `./${here}` : here, status.size);
  } catch (error) {
    const failure = foreseen(error);
    if (failure === undefined) throw error;
    return { fault: failure.message };
  }
}

function assertReadable(host: Host, path: string): void {
  try {
    host.readFile(path, 0);
  } catch (error) {
    if (!isSystemError(error) || error.code !== "EFBIG") throw error;
  }
}

function unlisted(subject: Subject, image: Image, listing: Exclude<Listing, { entries: unknown }>): Finding {
  const where = subject.machine.files.path(image.path);
  const why = "Nobody knows what is in it.";
  if ("fault" in listing) {
    const found = `it cannot be listed: ${listing.fault}`;
    return { severity: "warning", found, where, why, fix: remakeCommand(subject, image) };
  }
  const found = `it cannot be listed: there is no ${listing.missing} here`;
  return {
    severity: "note",
    found,
    where,
    why,
    fix: `install the package ${PACKAGES[listing.missing] ?? listing.missing}`,
  };
}

/** The packages whose name is not that of the tool. */
const PACKAGES: { readonly [tool: string]: string } = {
  xz: "xz-utils (elsewhere than on Debian: xz)",
  env: "coreutils",
};

function notLookedInto(what: string, where: string): Finding {
  return { severity: "note", found: `not looked into: it ${what}`, where, why: "It may have an initramfs inside." };
}
