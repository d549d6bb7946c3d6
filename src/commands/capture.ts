import { Exit, type ExitCode, Failure } from "../errors.ts";
import { withParent } from "../failover/observe.ts";
import { failureOf } from "../host/faults.ts";
import { exists, readAttribute } from "../host/files.ts";
import { type Host, isSystemError } from "../host/host.ts";
import { formatIpLinks } from "../machine/ip-link-json.ts";
import { openLinks } from "../machine/machine.ts";
import type { Link } from "../netlink/link.ts";
import { redactor } from "../text/redact.ts";

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
  const addresses = redact ? redactor() : undefined;
  if (addresses !== undefined) copyAll(host, reader(host, addresses.see), links, redact);
  const copy = copier(host, directory, addresses === undefined ? (text) => text : addresses.redact);
  try {
    copyAll(host, copy, links, redact);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const { exitCode, message } = failureOf(error);
    throw new Failure(exitCode, `${message}; ${directory} is not complete: remove it`);
  }
  return Exit.done;
}

function copyAll(host: Host, copy: Copier, links: readonly Link[], redact: boolean): void {
  copy.write("/ip-link.json", formatIpLinks(links));
  for (const link of links) copyLink(host, copy, link);
  if (exists(host, "/run/udev/data")) copy.directory("/run/udev/data");
  for (const link of links) copy.file(`/run/udev/data/n${link.ifindex}`);
  for (const file of SYSTEM_FILES) {
    if (!redact || file !== "/proc/cmdline") copy.file(file);
  }
}

/**
 * The files of a link and of its device, where the kernel has them (/sys/devices/…), and the symbolic links that lead
 * there, as they are: they are relative, so that they hold in the copy.
 */
function copyLink(host: Host, copy: Copier, link: Link): void {
  const toHome = host.readSymlink(`${NET}/${link.name}`);
  // Gone since it was listed.
  if (toHome === undefined) return;
  copy.writeSymlink(`${NET}/${link.name}`, toHome);
  const home = `/sys/${toHome.slice("../../".length)}`;
  for (const file of LINK_FILES) copy.file(`${home}/${file}`);
  for (const symlink of LINK_LINKS) copy.symlink(`${home}/${symlink}`);
  if (exists(host, `${home}/brport`)) copy.directory(`${home}/brport`);
  if (link.parent === undefined) return;
  copy.symlink(`/sys/bus/${link.parent.bus}/devices/${link.parent.name}`);
  const device = home.slice(0, home.lastIndexOf("/net/"));
  for (const file of DEVICE_FILES) copy.file(`${device}/${file}`);
  for (const symlink of DEVICE_LINKS) copy.symlink(`${device}/${symlink}`);
}

/** Copies of files of this machine, by their path here, below a new directory. What is absent here is left out there. */
interface Copier {
  file(path: string): void;
  symlink(path: string): void;
  directory(path: string): void;
  write(path: string, content: string): void;
  writeSymlink(path: string, target: string): void;
}

/** Reads what would be copied, and copies nothing. */
function reader(host: Host, see: (text: string) => void): Copier {
  const readAll = (path: string, content: string | undefined): void => {
    see(path);
    if (content !== undefined) see(content);
  };
  return {
    file: (path) => readAll(path, readAttribute(host, path)),
    symlink: (path) => readAll(path, host.readSymlink(path)),
    directory: see,
    write: readAll,
    writeSymlink: readAll,
  };
}

function copier(host: Host, root: string, redact: (text: string) => string): Copier {
  if (root === "") throw new Failure(Exit.usage, "DIR is empty: give a directory that is not there yet");
  try {
    host.makeDirectory(root);
  } catch (error) {
    if (!isSystemError(error) || !["EEXIST", "ENOENT", "ENOTDIR", "ENAMETOOLONG"].includes(error.code)) throw error;
    throw new Failure(Exit.usage, `${error.message}: give a directory that is not there yet, in one that is`);
  }
  const made: { [path: string]: true } = Object.create(null);
  const directory = (path: string): void => {
    if (path === "" || made[path]) return;
    directory(path.slice(0, path.lastIndexOf("/")));
    made[path] = true;
    unlessThere(() => host.makeDirectory(root + path));
  };
  const into = (path: string): string => {
    const target = redact(path);
    directory(target.slice(0, target.lastIndexOf("/")));
    return root + target;
  };
  const write = (path: string, content: string): void => unlessThere(() => host.writeFile(into(path), redact(content)));
  const writeSymlink = (path: string, target: string): void =>
    unlessThere(() => host.makeSymlink(redact(target), into(path)));
  return {
    file: (path) => {
      const content = readAttribute(host, path);
      if (content !== undefined) write(path, content);
    },
    symlink: (path) => {
      const target = host.readSymlink(path);
      if (target !== undefined) writeSymlink(path, target);
    },
    directory: (path) => directory(redact(path)),
    write,
    writeSymlink,
  };
}

/** Two links may share a device, whose files are written once. */
function unlessThere(make: () => void): void {
  try {
    make();
  } catch (error) {
    if (!(isSystemError(error) && error.code === "EEXIST")) throw error;
  }
}
