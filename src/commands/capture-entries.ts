// SPDX-License-Identifier: MIT
import { configPaths } from "../config/read.ts";
import { KINDS } from "../failover/kinds.ts";
import { exists, readAttribute, readSymlinkTarget } from "../host/files.ts";
import { withParent } from "../machine/device.ts";
import { formatIpLinks } from "../machine/ip-link-json.ts";
import type { Machine } from "../machine/machine.ts";
import type { Link } from "../netlink/link.ts";
import type { Entry } from "../text/tar.ts";
import { type Omission, readManagers } from "./capture-managers.ts";

const NET = "/sys/class/net";

/** What the program reads of a link, and a few attributes that help the reader of a bug report. */
const LINK_FILES = [
  "ifindex",
  "flags",
  "address",
  "carrier",
  "name_assign_type",
  "addr_assign_type",
  "operstate",
  "type",
  "uevent",
];
const LINK_SYMLINKS = ["device", "master", "subsystem"];
const DEVICE_FILES = ["uevent", "vendor", "device", ...KINDS.flatMap((kind) => kind.deviceFiles)];
const DEVICE_SYMLINKS = ["subsystem", "driver"];
const SYSTEM_FILES = ["/proc/cmdline", "/proc/sys/kernel/osrelease"];

/** What is in a capture, and which files are not in it although they are there. */
export interface Capture {
  readonly entries: readonly Entry[];
  readonly omissions: readonly Omission[];
}

/** Reads everything that goes into a captured root. A file that does not exist is left out. Throws SystemError. */
export function readCapture(machine: Machine): Capture {
  const links = machine.links.all().map((link) => withParent(machine, link));
  // The files that the program itself writes.
  const entries: Entry[] = [{ type: "file", path: "/ip-link.json", content: formatIpLinks(links) }];
  for (const link of links) readLink(machine, link, entries);
  if (exists(machine.files, "/run/udev/data")) entries.push({ type: "directory", path: "/run/udev/data", content: "" });
  for (const { ifindex } of links) readFile(machine, `/run/udev/data/n${ifindex}`, entries);
  for (const path of SYSTEM_FILES) readFile(machine, path, entries);
  for (const path of configPaths(machine.files)) readConfigFile(machine, path, entries);
  const managers = readManagers(machine.files);
  return { entries: withoutRepeats([...entries, ...managers.entries]), omissions: managers.omissions };
}

/** Two links may share a device. Its files are the same. */
function withoutRepeats(entries: readonly Entry[]): Entry[] {
  const seen: { [path: string]: true } = Object.create(null);
  return entries.filter(({ path }) => {
    if (seen[path]) return false;
    seen[path] = true;
    return true;
  });
}

/**
 * Reads the files of a link and of its device at their paths in /sys/devices, and the symlinks to these paths. The symlinks
 * are relative, so they are valid in the copy too.
 */
function readLink(machine: Machine, link: Link, entries: Entry[]): void {
  const toHome = machine.files.readSymlink(`${NET}/${link.name}`);
  // The link has disappeared since it was listed.
  if (toHome === undefined) return;
  entries.push({ type: "symlink", path: `${NET}/${link.name}`, content: toHome });
  const home = `/sys/${toHome.slice("../../".length)}`;
  for (const file of LINK_FILES) readFile(machine, `${home}/${file}`, entries);
  for (const symlink of LINK_SYMLINKS) readSymlink(machine, `${home}/${symlink}`, entries);
  if (exists(machine.files, `${home}/brport`)) entries.push({ type: "directory", path: `${home}/brport`, content: "" });
  if (link.parent === undefined) return;
  readSymlink(machine, `/sys/bus/${link.parent.bus}/devices/${link.parent.name}`, entries);
  const device = home.slice(0, home.lastIndexOf("/net/"));
  for (const file of DEVICE_FILES) readFile(machine, `${device}/${file}`, entries);
  for (const symlink of DEVICE_SYMLINKS) readSymlink(machine, `${device}/${symlink}`, entries);
}

function readFile({ files }: Machine, path: string, entries: Entry[]): void {
  const content = readAttribute(files, path);
  if (content !== undefined) entries.push({ type: "file", path, content });
}

/** A symlink to /dev/null masks a file of the same name. */
function readConfigFile(machine: Machine, path: string, entries: Entry[]): void {
  const target = readSymlinkTarget(machine.files, path);
  if (target === "/dev/null") entries.push({ type: "symlink", path, content: target });
  else readFile(machine, path, entries);
}

function readSymlink({ files }: Machine, path: string, entries: Entry[]): void {
  const content = files.readSymlink(path);
  if (content !== undefined) entries.push({ type: "symlink", path, content });
}
