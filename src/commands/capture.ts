import { Exit, type ExitCode, Failure } from "../errors.ts";
import { type Host, isSystemError } from "../host/host.ts";
import { formatIpLinks } from "../links/ip-link-json.ts";
import type { Link } from "../links/link.ts";
import { withParent } from "../links/observe.ts";
import { openLinks } from "../links/open-links.ts";
import { exists, readAttribute } from "../links/sysfs.ts";
import { failureOf } from "../system-faults.ts";
import { redactor } from "./redact.ts";

const NET = "/sys/class/net";

/** What `--root` reads of a link, and a few attributes more that help a person who reads a bug report. */
const LINK_FILES = [
  "ifindex",
  "flags",
  "address",
  "name_assign_type",
  "addr_assign_type",
  "operstate",
  "type",
  "uevent",
];
const LINK_LINKS = ["device", "master", "subsystem"];
const DEVICE_FILES = ["uevent", "vendor", "device", "features"];
const DEVICE_LINKS = ["subsystem", "driver"];
const SYSTEM_FILES = ["/proc/cmdline", "/proc/sys/kernel/osrelease"];

/**
 * `capture DIR`: writes a root that `--root` reads. DIR must not be there yet.
 *
 * @param redact replace every hardware address by one that tells nothing, and leave out the kernel's command line
 */
export function capture(host: Host, directory: string, redact: boolean): ExitCode {
  const { source } = openLinks(host);
  const links = source.all().map((link) => withParent(source, link));
  // All is read before anything is written, and nothing is read again: what changes meanwhile could have an address that
  // the redactor has not seen.
  const entries = readAll(host, links, redact);
  const change = redact ? redactorOf(entries) : (text: string) => text;
  makeRoot(host, directory);
  try {
    writeAll(host, directory, entries, change);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const { exitCode, message } = failureOf(error);
    throw new Failure(exitCode, `${message}; ${directory} is not complete: remove it`);
  }
  return Exit.done;
}

/** What a path of this machine has: the content of a file, the target of a symbolic link, or nothing for a directory. */
interface Entry {
  readonly is: "file" | "symlink" | "directory";
  readonly path: string;
  readonly content: string;
}

/** What is absent here is left out. */
function readAll(host: Host, links: readonly Link[], redact: boolean): Entry[] {
  const entries: Entry[] = [{ is: "file", path: "/ip-link.json", content: formatIpLinks(links) }];
  const add = (is: Entry["is"], path: string, content: string | undefined): void => {
    if (content !== undefined) entries.push({ is, path, content });
  };
  const file = (path: string): void => add("file", path, readAttribute(host, path));
  const symlink = (path: string): void => add("symlink", path, host.readLink(path));
  const directory = (path: string): void => add("directory", path, exists(host, path) ? "" : undefined);
  /**
   * The files of a link and of its device, where the kernel has them (/sys/devices/…), and the symbolic links that lead
   * there, as they are: they are relative, so that they hold in the copy.
   */
  const linkFiles = (link: Link): void => {
    const toHome = host.readLink(`${NET}/${link.name}`);
    // Gone since it was listed.
    if (toHome === undefined) return;
    add("symlink", `${NET}/${link.name}`, toHome);
    const home = `/sys/${toHome.slice("../../".length)}`;
    for (const name of LINK_FILES) file(`${home}/${name}`);
    for (const name of LINK_LINKS) symlink(`${home}/${name}`);
    directory(`${home}/brport`);
    if (link.parent === undefined) return;
    symlink(`/sys/bus/${link.parent.bus}/devices/${link.parent.name}`);
    const device = home.slice(0, home.lastIndexOf("/net/"));
    for (const name of DEVICE_FILES) file(`${device}/${name}`);
    for (const name of DEVICE_LINKS) symlink(`${device}/${name}`);
  };
  for (const link of links) linkFiles(link);
  directory("/run/udev/data");
  for (const link of links) file(`/run/udev/data/n${link.ifindex}`);
  for (const path of SYSTEM_FILES) {
    if (!redact || path !== "/proc/cmdline") file(path);
  }
  return entries;
}

/** Takes out of a text the addresses that are in any entry. */
function redactorOf(entries: readonly Entry[]): (text: string) => string {
  const { see, redact } = redactor();
  for (const { path, content } of entries) {
    see(path);
    see(content);
  }
  return redact;
}

function makeRoot(host: Host, root: string): void {
  if (root === "") throw new Failure(Exit.usage, "DIR is empty: give a directory that is not there yet");
  try {
    host.makeDirectory(root);
  } catch (error) {
    if (!isSystemError(error) || !["EEXIST", "ENOENT", "ENOTDIR", "ENAMETOOLONG"].includes(error.code)) throw error;
    throw new Failure(Exit.usage, `${error.message}: give a directory that is not there yet, in one that is`);
  }
}

/** Writes the entries below a new directory, with their paths and contents changed. */
function writeAll(host: Host, root: string, entries: readonly Entry[], change: (text: string) => string): void {
  const made: { [path: string]: true } = { __proto__: null as never, "": true };
  /** Two links may share a device, whose files are written once. */
  const once = (path: string, make: () => void): void => {
    if (made[path]) return;
    made[path] = true;
    make();
  };
  const directory = (path: string): void =>
    once(path, () => {
      directory(path.slice(0, path.lastIndexOf("/")));
      host.makeDirectory(root + path);
    });
  for (const entry of entries) {
    const path = change(entry.path);
    if (entry.is === "directory") {
      directory(path);
      continue;
    }
    directory(path.slice(0, path.lastIndexOf("/")));
    const content = change(entry.content);
    once(path, () =>
      entry.is === "file" ? host.writeFile(root + path, content) : host.makeLink(content, root + path),
    );
  }
}
