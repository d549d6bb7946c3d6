// SPDX-License-Identifier: MIT
import type { Link } from "../netlink/link.ts";

/** Stands for a link that was not known. */
const BARE = { master: 0, up: false, altnames: [] as readonly string[] };

/** What has changed at a link, except its name. */
export function differences(former: Link | undefined, link: Link, nameOf: (ifindex: number) => string): string[] {
  const before = former ?? BARE;
  const added = link.altnames.filter((altname) => !before.altnames.includes(altname));
  const dropped = before.altnames.filter((altname) => !link.altnames.includes(altname));
  const parts: string[] = [];
  if (before.master !== link.master) parts.push(link.master === 0 ? "released" : `enslaved to ${nameOf(link.master)}`);
  if (before.up !== link.up) parts.push(link.up ? "up" : "down");
  if (added.length > 0) parts.push(`has the ${altnames(added)}`);
  if (dropped.length > 0) parts.push(`lost the ${altnames(dropped)}`);
  return parts;
}

function altnames(names: readonly string[]): string {
  return `${names.length === 1 ? "altname" : "altnames"} ${names.join(", ")}`;
}
