// SPDX-License-Identifier: MIT
/** A machine that has only what a test gives it. */
import { type Config, defaultConfig } from "../../src/config/config.ts";
import { KIND_NAMES } from "../../src/failover/kinds.ts";
import type { Master } from "../../src/failover/master.ts";
import { netFailover } from "../../src/failover/net-failover.ts";
import type { Files } from "../../src/host/files.ts";
import { SystemError } from "../../src/host/host.ts";
import { type Machine, machineOf } from "../../src/machine/machine.ts";
import type { Device, Link } from "../../src/netlink/link.ts";
import { link } from "./links.ts";

export const DEFAULT_CONFIG: Config = defaultConfig(KIND_NAMES);

export interface Facts {
  readonly links?: readonly Link[];
  /** By the name of the virtio device. */
  readonly features?: { readonly [device: string]: string };
  /** The entries of udev's database by ifindex. Undefined if there is no udev. */
  readonly udev?: { readonly [ifindex: number]: string };
  readonly nameAssignTypes?: { readonly [ifindex: number]: number };
  /** By default one that renames a link that is up. */
  readonly kernelRelease?: string;
  readonly commandLine?: string;
  /** Parents that only sysfs shows, by ifindex. */
  readonly parents?: { readonly [ifindex: number]: Device };
  readonly drivers?: { readonly [ifindex: number]: string };
  /** More files by path, as for `filesWith`. */
  readonly files?: { readonly [path: string]: string };
  readonly config?: Partial<Config>;
}

/** A machine with these facts. `asked` records what was read: "byIndex 2", or the path of a file. */
export function machineWith(facts: Facts): Machine & { readonly asked: string[] } {
  const { links = [], config } = facts;
  const asked: string[] = [];
  const noting = <T>(call: string, result: T): T => {
    asked.push(call);
    return result;
  };
  const files = filesWith(filesFor(facts));
  const noted: Files = {
    ...files,
    readFile: (path, limit) => noting(path, files.readFile(path, limit)),
    readSymlink: (path) => {
      asked.push(path);
      return files.readSymlink(path);
    },
  };
  const byIndex = (ifindex: number) => links.find((candidate) => candidate.ifindex === ifindex);
  const byName = (name: string) => links.find((candidate) => [candidate.name, ...candidate.altnames].includes(name));
  const machine = machineOf(
    {
      byIndex: (ifindex) => noting(`byIndex ${ifindex}`, byIndex(ifindex)),
      byName: (name) => noting(`byName ${name}`, byName(name)),
      all: () => noting("all", [...links]),
      slavesOf: (master) =>
        noting(
          `slavesOf ${master}`,
          links.filter((candidate) => candidate.master === master),
        ),
      inSysfs: ({ name }, read) => read(`/sys/class/net/${name}`),
      source: (_link, attribute) => attribute,
    },
    noted,
    () => ({ ...DEFAULT_CONFIG, ...config }),
  );
  return { ...machine, asked };
}

/** Files by path. Content that begins with an arrow is the target of a symlink. */
export function filesWith(contents: { readonly [path: string]: string }): Files {
  const read = (path: string, isSymlink: boolean): string | undefined => {
    const content = contents[path];
    if (content === undefined) return undefined;
    if (content.startsWith("-> ") !== isSymlink) throw new SystemError(EINVAL, `read ${path}`);
    return isSymlink ? content.slice("-> ".length) : content;
  };
  return {
    path: (path) => path,
    readFile: (path) => read(path, false),
    readSymlink: (path) => read(path, true),
    readDirectory: () => undefined,
    fileStatus: () => undefined,
  };
}

/** A net_failover master that is settled, unless the test says otherwise. */
export function masterOf(fields: Partial<Link>, others: Partial<Omit<Master, "link">> = {}): Master {
  const settled = { status: true, reason: "the test says so", source: "test" };
  return { link: link(2, "ens3", fields), kind: netFailover, facts: [], settled, ...others };
}

const EINVAL = 22;

function filesFor({ links = [], features = {}, udev, nameAssignTypes = {}, ...more }: Facts) {
  const { parents = {}, drivers = {}, kernelRelease = "6.12.0", commandLine = "" } = more;
  const contents: { [path: string]: string } = {
    ...more.files,
    "/proc/sys/kernel/osrelease": `${kernelRelease}\n`,
    "/proc/cmdline": commandLine,
  };
  const directoryOf = (ifindex: string) =>
    `/sys/class/net/${links.find((candidate) => candidate.ifindex === Number(ifindex))?.name}`;
  if (udev !== undefined) contents["/run/udev/data"] = "a directory";
  for (const [ifindex, entry] of Object.entries(udev ?? {})) contents[`/run/udev/data/n${ifindex}`] = entry;
  for (const [device, bits] of Object.entries(features)) contents[`/sys/bus/virtio/devices/${device}/features`] = bits;
  for (const [ifindex, type] of Object.entries(nameAssignTypes)) {
    contents[`${directoryOf(ifindex)}/name_assign_type`] = `${type}\n`;
  }
  for (const [ifindex, { bus, name }] of Object.entries(parents)) {
    contents[`${directoryOf(ifindex)}/device`] = `-> ../../../${name}`;
    contents[`${directoryOf(ifindex)}/device/subsystem`] = `-> ../../../../bus/${bus}`;
  }
  for (const [ifindex, driver] of Object.entries(drivers)) {
    contents[`${directoryOf(ifindex)}/device/driver`] = `-> ../../../../bus/pci/drivers/${driver}`;
  }
  return contents;
}
