// SPDX-License-Identifier: MIT
import { readSymlinkTarget } from "../host/files.ts";
import type { Link } from "../netlink/link.ts";
import type { Subject } from "./check.ts";

/** What is known of the slaves that a rule can meet. */
export interface KnownSlaves {
  readonly names: readonly string[];
  /** The names of the devices behind them, such as "0000:02:00.0". Undefined if other slaves may come. */
  readonly devices: readonly string[] | undefined;
}

/** The slaves of a machine; those of an image are not known. Another one may come to a group that has no primary. */
export function knownSlaves(subject: Subject): KnownSlaves {
  const { groups } = subject.observation();
  const links = groups.flatMap(({ slaves }) => slaves.map(({ link }) => link));
  const isComplete = groups.length > 0 && groups.every(({ slaves }) => slaves.some(({ role }) => role === "primary"));
  const paths = links.map((link) => pathOf(subject, link));
  const isKnown = isComplete && paths.every((path) => path !== "");
  return {
    names: links.map(({ name }) => name),
    devices: isKnown ? paths.flatMap((path) => path.split("/").filter((part) => part !== "..")) : undefined,
  };
}

/** The path of a link in sysfs: "../../devices/pci0000:00/0000:00:04.0/0000:02:00.0/net/ens3npf". */
function pathOf({ machine: { links, files } }: Subject, link: Link): string {
  return links.inSysfs(link, (directory) => readSymlinkTarget(files, directory)) ?? "";
}
