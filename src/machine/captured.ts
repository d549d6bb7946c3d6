// SPDX-License-Identifier: MIT
import type { Config } from "../config/config.ts";
import { Exit, Failure } from "../errors.ts";
import { type Files, parseNumber, readAttribute, readNames, readSymlinkName } from "../host/files.ts";
import { type Host, isSystemError } from "../host/host.ts";
import type { Link } from "../netlink/link.ts";
import { printable } from "../text/printable.ts";
import { filesIn } from "./captured-files.ts";
import { IP_LINK_FIELDS, parseIpLinks } from "./ip-link-json.ts";
import { type LinkAttribute, type Links, type Machine, machineOf } from "./machine.ts";

const NET = "/sys/class/net";
const IP_LINK = "/ip-link.json";

const JSON_LIMIT = 64 * 1024 * 1024;

/**
 * A captured machine: its files are below `root`, at their usual paths. `root` is a directory or a tar archive. If it has a
 * file ip-link.json (the output of `ip -d -j link`), the links come from that file: it has more than sysfs (altnames, kinds),
 * and its links were all read at one moment.
 *
 * @param readConfig reads the configuration of the machine that has these files
 * @param mayBeImage can it also be the root of a system that is not running? That one has no links
 * @throws Failure if it is nothing of this, or if a file is malformed. The calls of the machine throw it too
 */
export function openCaptured(
  host: Host,
  root: string,
  readConfig: (files: Files) => Config,
  mayBeImage = false,
): Machine {
  const plain = filesIn(host, root);
  const files = blamingTheRoot(plain);
  const text = readAttribute(files, IP_LINK, JSON_LIMIT);
  const { links, details } =
    text === undefined
      ? { links: mayBeImage && hasPrograms(files) ? [] : readTree(files), details: {} }
      : parseIpLinks(text, files.path(IP_LINK));
  if (links.length === 0) {
    const fault = whyNoMachine(host, root, files, mayBeImage);
    if (fault !== undefined) throw new Failure(Exit.usage, `${root}: ${fault}`);
  }
  const source = (link: Link, attribute: LinkAttribute) =>
    text === undefined
      ? files.path(`${NET}/${link.name}${TREE_FILES[attribute]}`)
      : `${files.path(IP_LINK)}, ${IP_LINK_FIELDS[attribute]}`;
  return machineOf(capturedLinks(root, links, { source, listed: ({ ifindex }) => details[ifindex] }), files, () =>
    readConfig(plain),
  );
}

/**
 * Only a whole system has a folder of programs; a captured root has none. If /sys is mounted in an image, to make an initramfs
 * in it, the links there are those of this machine.
 */
function hasPrograms(files: Files): boolean {
  return (readNames(files, "/usr/bin") ?? []).length > 0;
}

/** Why a root without links is not of use; undefined if it may be an image, and is one. */
function whyNoMachine(host: Host, root: string, files: Files, mayBeImage: boolean): string | undefined {
  const status = host.fileStatus(root);
  if (status === undefined) return "it does not exist";
  const names = readNames(files, "/") ?? [];
  if (mayBeImage && names.some((name) => ["etc", "usr", "var"].includes(name))) {
    return status.isDirectory
      ? undefined
      : "an archive of a system that is not running: unpack it, and give the directory";
  }
  const folder = names.find((name) => readAttribute(files, `/${name}${IP_LINK}`, JSON_LIMIT) !== undefined);
  if (folder !== undefined) {
    const unpack = status.isDirectory ? "" : "unpack it, and ";
    return `its files are in the folder ${printable(folder)}: ${unpack}give that one`;
  }
  return "no links here: neither in ip-link.json nor in sys/class/net";
}

/** Where `readTreeLink` reads an attribute, in the directory of the link. */
const TREE_FILES: { readonly [attribute in LinkAttribute]: string } = {
  IFLA_IFNAME: "",
  IFLA_MASTER: "/master",
  IFLA_INFO_KIND: "/uevent",
  IFLA_INFO_SLAVE_KIND: "/brport",
  IFLA_PARENT_DEV_NAME: "/device",
  ifi_flags: "/flags",
};

function capturedLinks(root: string, links: readonly Link[], about: Pick<Links, "source" | "listed">): Links {
  const byIndex: { [ifindex: number]: Link } = {};
  const byName: { [name: string]: Link } = Object.create(null);
  for (const link of links) {
    if (link.ifindex in byIndex) throw new Failure(Exit.usage, `${root}: two links have the ifindex ${link.ifindex}`);
    byIndex[link.ifindex] = link;
    for (const name of [link.name, ...link.altnames]) byName[name] ??= link;
  }
  return {
    byIndex: (ifindex) => byIndex[ifindex],
    byName: (name) => byName[name],
    all: () => [...links],
    slavesOf: (master) => links.filter((link) => link.master === master),
    inSysfs: (link, read) => read(`${NET}/${link.name}`),
    ...about,
  };
}

/** The same files, but a file that cannot be read throws Failure: the captured root is wrong, not this machine. */
function blamingTheRoot(files: Files): Files {
  const blaming = <T>(read: () => T): T => {
    try {
      return read();
    } catch (error) {
      if (!isSystemError(error) || NOT_THE_ROOT.includes(error.code)) throw error;
      const denied = error.code === "EACCES" || error.code === "EPERM";
      throw new Failure(
        denied ? Exit.notPermitted : Exit.usage,
        `the captured root cannot be used: ${error.message}`,
        error.code,
      );
    }
  };
  return {
    path: files.path,
    readFile: (path, limit) => blaming(() => files.readFile(path, limit)),
    readSymlink: (path) => blaming(() => files.readSymlink(path)),
    readDirectory: (path) => blaming(() => files.readDirectory(path)),
    fileStatus: (path) => blaming(() => files.fileStatus(path)),
  };
}

/** EINVAL is not an error here (see exists in host/files.ts). The others are faults of this machine. */
const NOT_THE_ROOT = ["EINVAL", "ENOMEM", "EMFILE", "ENFILE"];

function readTree(files: Files): Link[] {
  return (
    (readNames(files, NET) ?? [])
      .map((name) => readTreeLink(files, name))
      // /sys/class/net has files that are not links: bonding_masters.
      .filter((link) => link !== undefined)
      .sort((one, other) => one.ifindex - other.ifindex)
  );
}

const IFF_UP = 0x1;

function readTreeLink(files: Files, name: string): Link | undefined {
  const directory = `${NET}/${name}`;
  const ifindex = numberOf(files, `${directory}/ifindex`);
  if (ifindex === undefined) return undefined;
  if (ifindex === 0) throw new Failure(Exit.usage, `${files.path(directory)}/ifindex: not an ifindex`);
  const uevent = readAttribute(files, `${directory}/uevent`) ?? "";
  const master = readSymlinkName(files, `${directory}/master`);
  return {
    ifindex,
    name,
    altnames: [],
    up: ((numberOf(files, `${directory}/flags`) ?? 0) & IFF_UP) !== 0,
    master: master === undefined ? 0 : (numberOf(files, `${NET}/${master}/ifindex`) ?? 0),
    kind:
      uevent
        .split("\n")
        .find((line) => line.startsWith("DEVTYPE="))
        ?.slice("DEVTYPE=".length) ?? "",
    slaveKind: readNames(files, `${directory}/brport`) === undefined ? "" : "bridge",
    parent: undefined,
  };
}

function numberOf(files: Files, path: string): number | undefined {
  const value = readAttribute(files, path);
  const number = value === undefined ? undefined : parseNumber(value);
  if (value !== undefined && number === undefined) throw new Failure(Exit.usage, `${files.path(path)}: not a number`);
  return number;
}
