// SPDX-License-Identifier: MIT
import type { Config } from "../config/config.ts";
import { exists, type Files, readAttribute, trimNewline } from "../host/files.ts";
import type { Link } from "../netlink/link.ts";
import type { Rtnl } from "../netlink/rtnl.ts";
import type { LinkDetails } from "./details.ts";
import { parseUdevEntry, type UdevEntry } from "./udev-entry.ts";

/**
 * The machine that a command looks at: this one (live.ts), or a captured one (captured.ts). The state of the system is read
 * only through this. Every call throws SystemError or Failure if the system refuses.
 */
export interface Machine {
  readonly links: Links;
  readonly files: Files;
  readonly udev: UdevDatabase;
  readonly kernel: Kernel;
  /** The configuration. It is read at the first call. */
  config(): Config;
}

/** This machine: its links can be changed too. */
export interface LiveMachine extends Machine {
  readonly rtnl: Rtnl;
}

/** The links of a machine. */
export interface Links {
  /** The link with this ifindex; undefined if there is none. */
  byIndex(ifindex: number): Link | undefined;
  /** The link with this name or altname; undefined if there is none. */
  byName(name: string): Link | undefined;
  /** Every link, in order of ifindex. */
  all(): Link[];
  /** The links whose master has this ifindex. */
  slavesOf(master: number): Link[];
  /**
   * Reads attributes of a link in sysfs.
   *
   * @param read is given the directory of the link
   * @returns what `read` returns; undefined if the link is gone
   */
  inSysfs<T>(link: Link, read: (directory: string) => T | undefined): T | undefined;
  /** Details that came with the list of links, without another look. Not there if none come. */
  listed?(link: Link): Pick<LinkDetails, "address" | "carrier"> | undefined;
  /** Where an attribute of a link was read, for people. */
  source(link: Link, attribute: LinkAttribute): string;
}

/** What a link is known by, as rtnetlink calls it (include/uapi/linux/if_link.h, rtnetlink.h). */
export type LinkAttribute =
  | "IFLA_IFNAME"
  | "IFLA_MASTER"
  | "IFLA_INFO_KIND"
  | "IFLA_INFO_SLAVE_KIND"
  | "IFLA_PARENT_DEV_NAME"
  | "ifi_flags";

/** udev's database of links (/run/udev/data). */
export interface UdevDatabase {
  /** Is there a database? Without one, no uevent of a link is handled. */
  exists(): boolean;
  /** The entry of a link; an empty one if there is none. */
  entry(ifindex: number): UdevEntry;
  /** Where the entry of a link is, for people. */
  source(ifindex: number): string;
}

export interface Kernel {
  /** The release, such as "6.1.0-13-amd64"; empty if it cannot be read. */
  release(): string;
  /** The command line; empty if it cannot be read. */
  commandLine(): string;
}

/** A machine of these links and files. */
export function machineOf(links: Links, files: Files, readConfig: () => Config): Machine {
  let config: Config | undefined;
  let release: string | undefined;
  return {
    links,
    files,
    udev: {
      exists: () => exists(files, "/run/udev/data"),
      entry: (ifindex) => parseUdevEntry(readAttribute(files, entryPath(ifindex)) ?? ""),
      source: (ifindex) => files.path(entryPath(ifindex)),
    },
    kernel: {
      release: () => {
        release ??= trimNewline(readAttribute(files, "/proc/sys/kernel/osrelease") ?? "");
        return release;
      },
      commandLine: () => readAttribute(files, "/proc/cmdline") ?? "",
    },
    config: () => {
      config ??= readConfig();
      return config;
    },
  };
}

function entryPath(ifindex: number): string {
  return `/run/udev/data/n${ifindex}`;
}
