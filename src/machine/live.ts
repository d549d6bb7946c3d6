import { exists, parseNumber, readAttribute, readLinkName, trimNewline } from "../host/files.ts";
import type { Host } from "../host/host.ts";
import type { Device, Link } from "../netlink/link.ts";
import type { Route } from "../netlink/rtnl.ts";
import type { LinkSource } from "./source.ts";

/** The running kernel: rtnetlink, and sysfs for what netlink does not carry. */
export function liveLinks(host: Host, route: Route): LinkSource {
  return {
    byIndex: route.link,
    byName: route.linkNamed,
    all: route.links,
    slavesOf: route.slaves,
    parent: (link) => parent(host, route, link),
    virtioFeatures: (device) => readAttribute(host, `/sys/bus/virtio/devices/${device.name}/features`) ?? "",
    udevDatabase: (ifindex) => readAttribute(host, `/run/udev/data/n${ifindex}`),
    nameAssignType: (link) => nameAssignType(host, link),
    driver: (link) => readDevice(host, route, link, (device) => readLinkName(host, `${device}/driver`)) ?? "",
    kernelRelease: () => trimNewline(readAttribute(host, "/proc/sys/kernel/osrelease") ?? ""),
    hasUdev: () => exists(host, "/run/udev/data"),
    kernelCommandLine: () => readAttribute(host, "/proc/cmdline") ?? "",
  };
}

function parent(host: Host, route: Route, link: Link): Device | undefined {
  return readDevice(host, route, link, (device) => {
    const bus = readLinkName(host, `${device}/subsystem`);
    const name = readLinkName(host, device);
    return bus === undefined || name === undefined ? undefined : { bus, name };
  });
}

/** A link that is renamed again and again, each time between two looks, is not worth more of them. */
const DEVICE_TRIES = 8;

/** What is read of the device behind a link, looked up again by the link's present name where the name has gone. */
function readDevice<T>(host: Host, route: Route, link: Link, read: (device: string) => T): T | undefined {
  let present: Link | undefined = link;
  for (let attempt = 0; present !== undefined && attempt < DEVICE_TRIES; attempt++) {
    const result = read(`/sys/class/net/${present.name}/device`);
    if (isStill(host, present)) return result;
    present = route.link(link.ifindex);
  }
  return undefined;
}

function nameAssignType(host: Host, link: Link): number {
  const value = readAttribute(host, `/sys/class/net/${link.name}/name_assign_type`);
  return value === undefined || !isStill(host, link) ? 0 : (parseNumber(value) ?? 0);
}

/** sysfs finds links by name, and a freed name is soon another link's. */
function isStill(host: Host, link: Link): boolean {
  return readAttribute(host, `/sys/class/net/${link.name}/ifindex`) === `${link.ifindex}\n`;
}
