// SPDX-License-Identifier: MIT
import { nameAssignTypeOf } from "../machine/device.ts";
import { isBefore } from "../machine/kernel-release.ts";
import type { Machine } from "../machine/machine.ts";
import type { UdevEntry } from "../machine/udev-entry.ts";
import type { Link } from "../netlink/link.ts";

/** Is the name of a master final? */
export interface Settled {
  readonly status: boolean;
  /** The fact that shows it, as text for people. */
  readonly reason: string;
  /** Where the fact was read. */
  readonly source: string;
}

const NET_NAME_USER = 3;
const NET_NAME_RENAMED = 4;

/** The first kernel that renames any link that is up (commit bd039b5ea2a9). */
const RENAMES_UP = [6, 2, 0] as const;

/**
 * Is the name of a master final, or can udevd still rename it?
 *
 * An entry in udev's database alone does not show it. From systemd 249 on, udevd writes the entry before it renames the
 * link: with ID_RENAMING=1, and at a first event without the line "I:". It drops ID_RENAMING at the `move` event
 * (src/udev/udev-event.c, rename_netif). ID_PROCESSING does not count: events that rename nothing set it too.
 *
 * If the master is up and udevd cannot rename it, its entry can be missing or marked for ever: versions up to 249.5 end the
 * event without an entry, and 251.12 and 252.6 leave the mark. So any other sign that the name is final counts too. A wrong
 * "yes" is corrected later: if udevd renames the master after all, its `move` event corrects the slaves. Nothing would
 * correct a wrong "no".
 *
 * @param entry the entry of the link in udev's database. Read it before the link, so that the link has the final name
 */
export function settledOf(machine: Machine, link: Link, entry: UdevEntry): Settled {
  const source = machine.udev.source(link.ifindex);
  const isRenaming = entry.property("ID_RENAMING") === "1";
  if (entry.isInitialized && !isRenaming) return { status: true, reason: "udev has initialized it", source };
  if (!machine.udev.exists()) {
    return {
      status: true,
      reason: "there is no udev that could rename it",
      source: machine.files.path("/run/udev/data"),
    };
  }
  if (link.up && isBefore(machine.kernel.release(), RENAMES_UP)) {
    const reason = "it is up, and this kernel renames no master that is up";
    return { status: true, reason, source: machine.links.source(link, "ifi_flags") };
  }
  const type = nameAssignTypeOf(machine, link);
  if (type !== NET_NAME_USER && type !== NET_NAME_RENAMED) {
    const reason = isRenaming ? "udev is renaming it (ID_RENAMING=1)" : "udev has not initialized it";
    return { status: false, reason: `${reason}, and it has the kernel's name`, source };
  }
  // The attribute was found by name. The link may have another name by now.
  if (machine.links.byIndex(link.ifindex)?.name !== link.name) {
    return { status: false, reason: "it is being renamed", source: machine.links.source(link, "IFLA_IFNAME") };
  }
  const attribute = machine.files.path(`/sys/class/net/${link.name}/name_assign_type`);
  return { status: true, reason: `userspace named it (name_assign_type ${type})`, source: attribute };
}
