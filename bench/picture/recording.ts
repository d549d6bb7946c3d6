// SPDX-License-Identifier: MIT
/** The content of docs/hotplug.json: one hotplug of a primary without the rule, and one with it. */
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
  /** The primary's name before the first rename. */
  kernelName: string;
  /** From this time on, the primary is a slave of net_failover. */
  enslaved: number;
  /** The kernel opens the primary, with rtnl held. */
  opens: Span;
  /**
   * udevd's work on each event of the primary: from the time at which a worker starts with the link to the time at which
   * udevd sends the event on.
   */
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
