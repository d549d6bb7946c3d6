// SPDX-License-Identifier: MIT
import { readAttribute, readNames } from "../host/files.ts";
import type { Subject } from "./check.ts";

/** A version of systemd. udevd and systemd-networkd of one machine have the same. */
export interface UdevVersion {
  /** As it was found: "252.39-1~deb12u1", "257", "v254". */
  readonly text: string;
  readonly major: number;
  /** The number after the dot; undefined if it is not known. */
  readonly minor: number | undefined;
  readonly where: string;
}

/**
 * The version of udev: of the program on this machine, else of dpkg's package, else of the shared library that udevd and
 * systemd-networkd use, else the naming scheme in udev's database. Undefined if it cannot be found out.
 */
export function udevVersion(subject: Subject): UdevVersion | undefined {
  const program = ofProgram(subject);
  const files = ofPackage(subject) ?? ofLibrary(subject) ?? ofScheme(subject);
  // `udevadm --version` has no number after the dot in the versions of which it matters.
  return program === undefined || (program.minor === undefined && program.major === files?.major) ? files : program;
}

/** Is a version older than `major`? Undefined if it is not known. */
export function isUdevBefore(version: UdevVersion | undefined, major: number): boolean | undefined {
  return version === undefined ? undefined : version.major < major;
}

const PATIENCE = 5000;

function ofProgram({ isLive, host }: Subject): UdevVersion | undefined {
  const finished = isLive ? host.run(["udevadm", "--version"], 4096, PATIENCE) : undefined;
  return finished?.status === 0 ? parse(finished.output.split("\n")[0] ?? "", "udevadm --version") : undefined;
}

const STATUS = "/var/lib/dpkg/status";
const STATUS_LIMIT = 64 * 1024 * 1024;

/** deb822 paragraphs, see dpkg's lib/dpkg/parse.c. A package that is removed keeps its paragraph, without "installed". */
function ofPackage({ machine: { files } }: Subject): UdevVersion | undefined {
  const text = `\n${readAttribute(files, STATUS, STATUS_LIMIT) ?? ""}`;
  const start = text.indexOf("\nPackage: udev\n");
  if (start === -1) return undefined;
  const end = text.indexOf("\n\n", start);
  const paragraph = text.slice(start, end === -1 ? undefined : end);
  if (!/^Status: \S+ \S+ installed$/m.test(paragraph)) return undefined;
  return parse(/^Version: (?:\d+:)?(\S+)$/m.exec(paragraph)?.[1] ?? "", files.path(STATUS));
}

/** Its name has the version (src/shared/meson.build): libsystemd-shared-252.so, libsystemd-shared-257.10-1.fc42.so. */
function ofLibrary({ machine: { files } }: Subject): UdevVersion | undefined {
  for (const folder of ["/usr/lib", "/usr/lib64", "/lib"]) {
    const nested =
      folder === "/usr/lib" ? (readNames(files, folder) ?? []).filter((name) => name.includes("-linux-")) : [];
    for (const directory of [folder, ...nested.map((name) => `${folder}/${name}`)].map((path) => `${path}/systemd`)) {
      for (const name of readNames(files, directory) ?? []) {
        const [, text] = /^libsystemd-shared-(.+)\.so$/.exec(name) ?? [];
        const version = text === undefined ? undefined : parse(text, files.path(`${directory}/${name}`));
        if (version !== undefined) return version;
      }
    }
  }
  return undefined;
}

/**
 * The naming scheme that udevd has stored for a link. Its default is the version of udevd, and it is never later
 * (src/shared/netif-naming-scheme.c). So this is the least that the version can be.
 */
function ofScheme({ machine }: Subject): UdevVersion | undefined {
  for (const { ifindex } of machine.links.all()) {
    const scheme = machine.udev.entry(ifindex).property("ID_NET_NAMING_SCHEME");
    if (scheme !== undefined && /^v\d/.test(scheme)) return parse(scheme, machine.udev.source(ifindex));
  }
  return undefined;
}

function parse(text: string, where: string): UdevVersion | undefined {
  const [, major, minor] = /^v?(\d{1,4})(?:\.(\d{1,4}))?/.exec(text) ?? [];
  if (major === undefined) return undefined;
  return { text, major: Number(major), minor: minor === undefined ? undefined : Number(minor), where };
}
