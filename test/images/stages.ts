// SPDX-License-Identifier: MIT
/** The names of the links at the stages of a boot, as the guest has recorded them, and now. */
import { findTrio, type GuestLink, readLinks, type Trio } from "../vm/names.ts";
import type { ImageMachine } from "./machine.ts";

/** The end of the initramfs; the running system before its udevd has started; or now, by the kernel and udev's database. */
export type Stage = "before-switch" | "after-switch" | "now";

/** @returns the trio at a stage of the present boot */
export async function recordedTrio(machine: ImageMachine, stage: Stage): Promise<Trio> {
  if (stage === "now") return findTrio(await readLinks(machine));
  const lines = (await machine.succeed(`cat /run/machine/${stage}`)).split("\n");
  return findTrio(lines.map(toLink));
}

/** A line "IFINDEX NAME MASTER PARENT" of guest/usr/lib/machine/record-names. */
function toLink(line: string): GuestLink {
  const [ifindex, name = "", master, parent] = line.split(" ");
  const given = (text: string | undefined) => (text === "-" ? undefined : text);
  return {
    ...{ ifindex: Number(ifindex), name, altnames: [], up: false, udev: new Map() },
    ...{ master: given(master), parent: given(parent) },
  };
}

/** What the journal of the present boot says of renames. */
export interface Renames {
  /** The kernel's line for each rename, such as `virtio_net virtio1 ens3nsby: renamed from eth1`. */
  kernel: string[];
  /** The program's line for each rename that it has done itself, and each error. */
  program: string[];
}

export async function readRenames(machine: ImageMachine): Promise<Renames> {
  const journal = (await machine.succeed("journalctl -b -o short-monotonic --no-pager")).split("\n");
  return {
    kernel: journal.filter((line) => /\bkernel: .*: renamed from /.test(line)),
    program: journal.filter((line) => /\bfailover-ifname(\[\d+\])?: /.test(line)),
  };
}
