/** Links as records, so that tests read like tables. */

import type { LinkSource } from "../../src/machine/source.ts";
import type { Device, Link, Master } from "../../src/netlink/link.ts";

const PLAIN: Link = {
  ifindex: 0,
  name: "",
  altnames: [],
  up: false,
  master: 0,
  kind: "",
  slaveKind: "",
  parent: undefined,
};

/** A link that is down, alone and without a device, but for what is said. */
export function link(ifindex: number, name: string, fields: Partial<Link> = {}): Link {
  return { ...PLAIN, ifindex, name, ...fields };
}

/** A link as a master of others: of no device that could make it a failover master, and settled. */
export function master(ifindex: number, name: string, fields: Partial<Master> = {}): Master {
  return { ...PLAIN, virtioFeatures: "", settled: { is: true, because: "the test says so" }, ifindex, name, ...fields };
}

export function virtio(number: number): Device {
  return { bus: "virtio", name: `virtio${number}` };
}

export function pci(slot: number): Device {
  return { bus: "pci", name: `0000:00:0${slot}.0` };
}

/** The attribute `features` of a virtio device: bit 0 first, and VIRTIO_NET_F_STANDBY the 63rd. */
export const FEATURES_WITH_STANDBY = `${"10".repeat(31)}10\n`;
export const FEATURES_WITHOUT_STANDBY = `${"01".repeat(31)}00\n`;

/** A net_failover master with both slaves, as the kernel names them before udev does. */
export const TRIO: { readonly master: Link; readonly standby: Link; readonly primary: Link } = {
  master: link(2, "eth0", { up: true, parent: virtio(0) }),
  standby: link(3, "eth1", { up: true, master: 2, parent: virtio(0) }),
  primary: link(4, "eth2", { up: true, master: 2, parent: pci(4) }),
};

export interface Facts {
  readonly links?: readonly Link[];
  /** By the name of the virtio device. */
  readonly features?: { readonly [device: string]: string };
  /** udev's database by ifindex; undefined where there is no udev. */
  readonly udev?: { readonly [ifindex: number]: string };
  readonly nameAssignTypes?: { readonly [ifindex: number]: number };
  /** One that renames a link which is up, where nothing else is said. */
  readonly kernelRelease?: string;
  /** Parents that only sysfs tells, by ifindex. */
  readonly parents?: { readonly [ifindex: number]: Device };
}

/** A source of links that knows these facts, and no others; `asked` notes the calls that read something. */
export function sourceOf({
  links = [],
  features = {},
  udev,
  nameAssignTypes = {},
  parents = {},
  kernelRelease = "6.12.0",
}: Facts): LinkSource & {
  readonly asked: string[];
} {
  const asked: string[] = [];
  const noting = <T>(call: string, result: T): T => {
    asked.push(call);
    return result;
  };
  return {
    asked,
    byIndex: (ifindex) =>
      noting(
        `byIndex ${ifindex}`,
        links.find((candidate) => candidate.ifindex === ifindex),
      ),
    byName: (name) =>
      noting(
        `byName ${name}`,
        links.find((candidate) => [candidate.name, ...candidate.altnames].includes(name)),
      ),
    all: () => noting("all", [...links]),
    slavesOf: (ifindex) =>
      noting(
        `slavesOf ${ifindex}`,
        links.filter((candidate) => candidate.master === ifindex),
      ),
    parent: ({ ifindex }) => noting(`parent ${ifindex}`, parents[ifindex]),
    virtioFeatures: ({ name }) => noting(`features ${name}`, features[name] ?? ""),
    udevDatabase: (ifindex) => noting(`udev ${ifindex}`, udev?.[ifindex]),
    hasUdev: () => noting("hasUdev", udev !== undefined),
    nameAssignType: ({ ifindex }) => noting(`nameAssignType ${ifindex}`, nameAssignTypes[ifindex] ?? 0),
    driver: () => "",
    kernelRelease: () => kernelRelease,
    kernelCommandLine: () => "",
  };
}
