import { Exit, Failure } from "../errors.ts";
import { exists, parseNumber, readAttribute, readLinkName, readNames, trimNewline } from "../host/files.ts";
import { type Host, isSystemError } from "../host/host.ts";
import type { Device, Link } from "../netlink/link.ts";
import { parseIpLinks } from "./ip-link-json.ts";
import type { LinkSource } from "./source.ts";

const JSON_LIMIT = 64 * 1024 * 1024;

/**
 * A captured root: files of another machine below `root`, in the kernel's own layout, with ip-link.json beside them
 * where there is one; it has more than sysfs (altnames, kinds) and is of one moment. Throws Failure where there are
 * no links at all, or where a file is not what it should be; so do the calls of what is returned.
 */
export function capturedLinks(system: Host, root: string): LinkSource {
  const host = blamingTheRoot(system);
  const links = readJson(host, `${root}/ip-link.json`) ?? readTree(host, root);
  if (links.length === 0) {
    throw new Failure(Exit.usage, `${root}: no links here: neither in ip-link.json nor in sys/class/net`);
  }
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
    parent: (link) => parentOf(host, `${root}/sys/class/net/${link.name}`),
    virtioFeatures: (device) => readAttribute(host, `${root}/sys/bus/virtio/devices/${device.name}/features`) ?? "",
    udevDatabase: (ifindex) => readAttribute(host, `${root}/run/udev/data/n${ifindex}`),
    nameAssignType: (link) => numberOf(host, `${root}/sys/class/net/${link.name}/name_assign_type`) ?? 0,
    driver: (link) => readLinkName(host, `${root}/sys/class/net/${link.name}/device/driver`) ?? "",
    kernelRelease: () => trimNewline(readAttribute(host, `${root}/proc/sys/kernel/osrelease`) ?? ""),
    hasUdev: () => exists(host, `${root}/run/udev/data`),
    kernelCommandLine: () => readAttribute(host, `${root}/proc/cmdline`) ?? "",
  };
}

function readJson(host: Host, file: string): Link[] | undefined {
  const text = readAttribute(host, file, JSON_LIMIT);
  return text === undefined ? undefined : parseIpLinks(text, file);
}

function readTree(host: Host, root: string): Link[] {
  const directory = `${root}/sys/class/net`;
  const names = readNames(host, directory);
  return (
    (names ?? [])
      .map((name) => readTreeLink(host, directory, name))
      // /sys/class/net holds files that are no links: bonding_masters.
      .filter((link) => link !== undefined)
      .sort((one, other) => one.ifindex - other.ifindex)
  );
}

/** A host with which a file that cannot be read is a fault of the root, and so of whoever gave it. */
function blamingTheRoot(host: Host): Host {
  const blaming = <T>(read: () => T): T => {
    try {
      return read();
    } catch (error) {
      // EINVAL is an answer (see exists).
      if (!isSystemError(error) || error.code === "EINVAL") throw error;
      const denied = error.code === "EACCES" || error.code === "EPERM";
      throw new Failure(
        denied ? Exit.notPermitted : Exit.usage,
        `the captured root is not to be used: ${error.message}`,
      );
    }
  };
  const calls: Partial<Host> = {
    readFile: (path, limit) => blaming(() => host.readFile(path, limit)),
    readSymlink: (path) => blaming(() => host.readSymlink(path)),
    readDirectory: (path) => blaming(() => host.readDirectory(path)),
  };
  return Object.assign(Object.create(host), calls);
}

const IFF_UP = 0x1;

function readTreeLink(host: Host, directory: string, name: string): Link | undefined {
  const path = `${directory}/${name}`;
  const ifindex = numberOf(host, `${path}/ifindex`);
  if (ifindex === undefined) return undefined;
  if (ifindex === 0) throw new Failure(Exit.usage, `${path}/ifindex: no ifindex`);
  const uevent = readAttribute(host, `${path}/uevent`) ?? "";
  const master = readLinkName(host, `${path}/master`);
  return {
    ifindex,
    name,
    altnames: [],
    up: ((numberOf(host, `${path}/flags`) ?? 0) & IFF_UP) !== 0,
    master: master === undefined ? 0 : (numberOf(host, `${directory}/${master}/ifindex`) ?? 0),
    kind:
      uevent
        .split("\n")
        .find((line) => line.startsWith("DEVTYPE="))
        ?.slice("DEVTYPE=".length) ?? "",
    slaveKind: readNames(host, `${path}/brport`) === undefined ? "" : "bridge",
    parent: parentOf(host, path),
  };
}

function parentOf(host: Host, path: string): Device | undefined {
  const name = readLinkName(host, `${path}/device`);
  return name === undefined ? undefined : { bus: readLinkName(host, `${path}/device/subsystem`) ?? "", name };
}

function numberOf(host: Host, file: string): number | undefined {
  const value = readAttribute(host, file);
  const number = value === undefined ? undefined : parseNumber(value);
  if (value !== undefined && number === undefined) throw new Failure(Exit.usage, `${file}: no number`);
  return number;
}
