// SPDX-License-Identifier: MIT
/** What the guest's kernel and udev say about the failover trio. It uses neither the program under test nor names. */
import type { Machine } from "./machine.ts";

/** One link of the guest. */
export interface GuestLink {
  ifindex: number;
  name: string;
  altnames: string[];
  up: boolean;
  /** The name of the link that it is enslaved to. */
  master: string | undefined;
  /** The device that it belongs to, such as `virtio0` or `0000:02:00.0`. */
  parent: string | undefined;
  /** The properties in udev's database. */
  udev: Map<string, string>;
}

/** The three links of a net_failover, or those that are present. */
export interface Trio {
  master: GuestLink;
  standby: GuestLink | undefined;
  primary: GuestLink | undefined;
}

/** The fields of `ip -d -j link` that are used here. */
interface IpLink {
  ifindex: number;
  ifname: string;
  flags: string[];
  altnames?: string[];
  master?: string;
}

/** @returns all links of the guest, in order of ifindex */
export async function readLinks(machine: Machine): Promise<GuestLink[]> {
  const [json = "", ...lines] = (await machine.succeed("/usr/lib/machine/links")).split("\n");
  const links = new Map<number, GuestLink>();
  for (const { ifindex, ifname: name, altnames = [], flags, master } of JSON.parse(json) as IpLink[]) {
    const up = flags.includes("UP");
    links.set(ifindex, { ifindex, name, altnames, up, master, parent: undefined, udev: new Map() });
  }
  let record: GuestLink | undefined;
  for (const line of lines) {
    const [, kind, ifindex, parent] = /^(parent|udev) (\d+)(?: .*\/(.*))?$/.exec(line) ?? [];
    const [, property, value] = /^E:([^=]*)=(.*)$/.exec(line) ?? [];
    if (kind !== undefined) record = links.get(Number(ifindex));
    if (record && kind === "parent") record.parent = parent;
    if (record && property !== undefined && value !== undefined) record.udev.set(property, value);
  }
  return [...links.values()].sort((a, b) => a.ifindex - b.ifindex);
}

/** Tells trios apart: the standby belongs to the same device as its master, the primary to another one. */
export function findTrios(links: GuestLink[]): Trio[] {
  return links.flatMap((standby) => {
    const master = links.find((link) => link.name === standby.master && link.parent === standby.parent);
    if (master?.parent === undefined) return [];
    return [{ master, standby, primary: links.find((link) => link.master === master.name && link !== standby) }];
  });
}

/**
 * The only trio.
 *
 * @throws Error if there is not exactly one link that is the master of a link of its own device
 */
export function findTrio(links: GuestLink[]): Trio {
  const [trio, ...others] = findTrios(links);
  if (trio === undefined || others.length > 0) {
    throw new Error(`no failover master, or several, among ${links.map((link) => link.name).join(" ")}`);
  }
  return trio;
}

/** @returns `findTrio` of `readLinks` */
export async function readTrio(machine: Machine): Promise<Trio> {
  return findTrio(await readLinks(machine));
}

/** @returns a readable line, such as `#3 ens3 (enp1s0) UP  #4 ens3nsby UP  #6 ens4` */
export function describeLinks(links: (GuestLink | undefined)[]): string {
  const texts = links.map((link) => {
    if (link === undefined) return "–";
    const altnames = link.altnames.length > 0 ? ` (${link.altnames.join(" ")})` : "";
    return `#${link.ifindex} ${link.name}${altnames}${link.up ? " UP" : ""}`;
  });
  return texts.join("  ");
}

/** @returns `describeLinks` of master, standby and primary */
export function describeTrio({ master, standby, primary }: Trio): string {
  return describeLinks([master, standby, primary]);
}
