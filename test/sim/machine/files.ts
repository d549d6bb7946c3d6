// SPDX-License-Identifier: MIT
/** The files that the program reads: sysfs, /proc, udev's database, configuration. */
import { deviceOf, type LinkState, type State, type World } from "./state.ts";

/** Is the content of this path constant? Then the order of reads does not matter. */
export function isConstant(path: string): boolean {
  return !path.startsWith("/sys/class/") && !path.startsWith("/run/udev/data/");
}

/** The content of a file, or the errno. Without a state, only constant files are answered. */
export function readFile(world: World, state: State | undefined, path: string): string | number {
  const given = world.files[path];
  if (given !== undefined) return given;
  const parts = path.split("/");
  if (path.startsWith("/sys/class/net/")) return readAttribute(world, state, parts[4] ?? "", parts.slice(5).join("/"));
  if (path.startsWith("/run/udev/data/n")) return readEntry(state, Number(path.slice("/run/udev/data/n".length)));
  if (path.startsWith("/sys/bus/virtio/devices/")) return readFeatures(world, parts[5] ?? "", parts[6] ?? "");
  if (path === "/proc/cmdline") return "BOOT_IMAGE=/vmlinuz quiet\n";
  if (path === "/proc/sys/kernel/osrelease") return `${world.kernel.osrelease}\n`;
  return ENOENT;
}

/** The target of a symlink, or the errno. */
export function readSymlink(world: World, state: State | undefined, path: string): string | number {
  // udev's database is a directory, not a symlink.
  if (path === "/run/udev/data") return EINVAL;
  if (path.startsWith("/sys/bus/")) return readBus(world, path);
  const [, , , , name = "", ...rest] = path.split("/");
  const link = path.startsWith("/sys/class/net/") ? inSysfs(state, name) : undefined;
  const device = link === undefined ? undefined : deviceOf(world, link.label);
  const parent = device?.parent;
  if (device === undefined || parent === undefined) return ENOENT;
  switch (rest.join("/")) {
    case "device":
      return `../../../${parent.name}`;
    case "device/subsystem":
      return `../../../../bus/${parent.bus}`;
    case "device/driver":
      return `../../../../bus/${parent.bus}/drivers/${device.driver}`;
    default:
      return ENOENT;
  }
}

/** The names in a directory, or the errno. */
export function readDirectory(world: World, state: State | undefined, path: string): string[] | number {
  if (path === "/sys/class/net") return (state?.links ?? []).map((link) => link.name).sort();
  const prefix = `${path}/`;
  const names = Object.keys(world.files)
    .filter((file) => file.startsWith(prefix))
    .map((file) => file.slice(prefix.length).split("/")[0] ?? "");
  return names.length === 0 ? ENOENT : [...new Set(names)].sort();
}

const ENOENT = 2;
const EINVAL = 22;

function inSysfs(state: State | undefined, name: string): LinkState | undefined {
  return state?.links.find((link) => link.name === name);
}

function readAttribute(world: World, state: State | undefined, name: string, attribute: string): string | number {
  const link = inSysfs(state, name);
  if (link === undefined) return ENOENT;
  if (attribute === "ifindex") return `${link.ifindex}\n`;
  if (attribute === "flags") return link.up ? "0x1003\n" : "0x1002\n";
  if (attribute === "name_assign_type") {
    const type = link.assigned === 1 ? world.kernel.kernelAssigned : link.assigned;
    return type === undefined ? EINVAL : `${type}\n`;
  }
  return ENOENT;
}

function readEntry(state: State | undefined, ifindex: number): string | number {
  const entry = state?.database.find((candidate) => candidate.ifindex === ifindex);
  if (entry === undefined) return ENOENT;
  const initialized = entry.initialized ? "I:5000000\n" : "";
  const renaming = entry.renaming ? "E:ID_RENAMING=1\n" : "";
  const keep = entry.keep ? "E:FAILOVER_IFNAME_KEEP=1\n" : "";
  const role = entry.marked ? "E:FAILOVER_IFNAME_ROLE=slave\n" : "";
  return `${initialized}E:ID_BUS=pci\n${renaming}${keep}${role}G:systemd\nQ:systemd\nV:1\n`;
}

/** The driver of a device, by bus and name. */
function readBus(world: World, path: string): string | number {
  const [, , , bus, , name, attribute] = path.split("/");
  const device = world.devices.find(({ parent }) => parent?.bus === bus && parent?.name === name);
  if (device === undefined || attribute !== "driver") return ENOENT;
  return `../../../../bus/${bus}/drivers/${device.driver}`;
}

function readFeatures(world: World, name: string, attribute: string): string | number {
  const device = world.devices.find(({ parent }) => parent?.bus === "virtio" && parent.name === name);
  return device === undefined || attribute !== "features" ? ENOENT : `${device.features}\n`;
}
