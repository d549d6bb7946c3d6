// SPDX-License-Identifier: MIT
/** What docs/hotplug.json holds: one hotplug of a primary without the rule, and one with it. */
import { join } from "node:path";
import { projectFolder } from "../../test/vm/host.ts";

export const recordingPath = join(projectFolder, "docs/hotplug.json");
export const picturePath = join(projectFolder, "docs/hotplug.svg");

export interface Recording {
  kernel: string;
  udev: string;
  stock: Run;
  withRule: Run;
}

/** All times are milliseconds since the kernel sent the primary's `add` uevent. */
export interface Run {
  /** The primary's name before anybody renames it. */
  kernelName: string;
  /** net_failover has the primary as its slave from here on. */
  enslaved: number;
  /** The kernel opens the primary, with rtnl held. */
  opens: Span;
  /** udevd's work on each event of the primary: from a worker's first look at the link to the event that udevd passes on. */
  udevd: { action: string; span: Span }[];
  /** The kernel's work on each rename of the primary, and when it sends the `move` uevent. */
  renames: { by: Renamer; to: string; span: Span; move: number }[];
  /** The runs of the program, from execve to exit. */
  programs: { command: string; span: Span }[];
  /** The names at the end. */
  trio: { master: string; standby: string; primary: string };
}

export type Renamer = "udevd" | "failover-ifname";

export interface Span {
  from: number;
  to: number;
}
