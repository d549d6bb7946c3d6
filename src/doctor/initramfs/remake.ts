// SPDX-License-Identifier: MIT

import { exists } from "../../host/files.ts";
import { shellWord } from "../../text/shell.ts";
import { command, type Subject } from "../check.ts";
import { findImages, type Image } from "./images.ts";

/** The command that makes an image again. */
export function remakeCommand(subject: Subject, { path, version, isUnified }: Image): string {
  const { files } = subject.machine;
  const kernel = shellWord(version);
  if (path.startsWith("/boot/initrd.img-") && exists(files, "/usr/sbin/update-initramfs")) {
    return command(subject, `update-initramfs -u -k ${kernel}`);
  }
  if (version === "" || isUnified) return BY_HAND;
  // dracut without a path would write another image: it takes initramfs-VERSION.img, also on Debian.
  if (exists(files, "/usr/bin/dracut")) {
    return command(subject, `dracut --force ${shellWord(path)} ${kernel}`);
  }
  return BY_HAND;
}

const BY_HAND = "make it again with the program that has made it";

/** The commands that make all images again, for what is in an initramfs although it should not be. */
export function remakeCommands(subject: Subject): string[] {
  const { images } = findImages(subject.machine.files);
  return [...new Set(images.map((image) => remakeCommand(subject, image)))];
}
