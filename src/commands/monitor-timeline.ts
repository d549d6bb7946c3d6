// SPDX-License-Identifier: MIT
import { ROLE_MARK } from "../failover/marks.ts";
import type { Link } from "../netlink/link.ts";
import type { LinkNews } from "../netlink/link-news.ts";
import type { Uevent } from "../netlink/uevent.ts";
import { differences } from "./monitor-differences.ts";
import type { Line, Who } from "./monitor-lines.ts";
import { type Rename, workOf } from "./monitor-renames.ts";

/** Makes lines of what is received. A time is one of `host.now()`. Reads nothing. */
export interface Timeline {
  /** The links as they are now. */
  links(): Iterable<Link>;
  /** The links of a look: at the start, or after events were lost. */
  look(links: readonly Link[], now: number): Line[];
  uevent(event: Uevent, now: number): Line[];
  news(news: LinkNews, now: number): Line[];
  /** Events were lost, and a look follows. */
  lost(now: number): Line[];
}

export interface Surroundings {
  readonly start: number;
  /** Are uevents received, and is there an udevd that works on them? */
  hasUdevd(): boolean;
  /** The name that a slave should have; undefined if none is known. */
  wanted(ifindex: number): string | undefined;
  /** Has the udev rule found that the link is a slave? */
  isMarked(ifindex: number): boolean;
}

/** What is known of a link. */
interface Known {
  link: Link;
  /** When the kernel's `add` came. */
  added: number;
  /** Of which it is not known yet who did them. */
  renames: Rename[];
}

/** So many links are remembered. */
const GONE_MAX = 1024;

export function timelineOf({ start, hasUdevd, wanted, isMarked }: Surroundings): Timeline {
  const known: Map<number, Known> = new Map();
  /** When the kernel's `add` came, of links that are not known yet, and of those that are gone. */
  const adds: Map<number, number> = new Map();
  const work = workOf();
  let isFirst = true;
  /** What a look finds has happened at an unknown time. */
  let isLook = false;

  const line = (ifindex: number, name: string, now: number, who: Who, what: string): Line => {
    const added = known.get(ifindex)?.added ?? adds.get(ifindex) ?? start;
    return { time: now - start, sinceAdd: now - added, ifindex, name, who, what };
  };
  const nameOf = (ifindex: number): string => known.get(ifindex)?.link.name ?? `#${ifindex}`;

  const appear = (link: Link, now: number): Line => {
    known.set(link.ifindex, {
      link,
      added: adds.get(link.ifindex) ?? (isFirst ? start : now),
      renames: [],
    });
    adds.delete(link.ifindex);
    const what = [isFirst ? "is there at the start" : "registered", ...differences(undefined, link, nameOf)];
    return line(link.ifindex, link.name, now, "kernel", what.join(", "));
  };

  const change = (entry: Known, link: Link, now: number): Line[] => {
    const before = entry.link;
    entry.link = link;
    const lines: Line[] = [];
    if (before.name !== link.name) {
      const isOpen = hasUdevd() && (work.isBusy(link.ifindex, link.name) || work.isBusy(link.master, ""));
      if (isOpen) entry.renames.push({ before: before.name, after: link.name, time: now });
      const isKnown = !isOpen && !isLook;
      const what = isKnown ? `renamed it from ${before.name}` : `renamed from ${before.name}`;
      lines.push(line(link.ifindex, link.name, now, isKnown ? "userspace" : "kernel", what));
    }
    const rest = differences(before, link, nameOf);
    if (rest.length > 0) lines.push(line(link.ifindex, link.name, now, "kernel", rest.join(", ")));
    return lines;
  };

  const vanish = (ifindex: number, now: number): Line[] => {
    const entry = known.get(ifindex);
    if (entry === undefined) return [];
    const gone = line(ifindex, entry.link.name, now, "kernel", "gone");
    known.delete(ifindex);
    // The uevent remove comes after it.
    if (adds.size >= GONE_MAX) adds.clear();
    adds.set(ifindex, entry.added);
    work.forget(ifindex);
    return [gone];
  };

  const update = (link: Link, now: number): Line[] => {
    const entry = known.get(link.ifindex);
    return entry === undefined ? [appear(link, now)] : change(entry, link, now);
  };

  /** Says who did the renames that udevd has not claimed, if it has nothing to do any more for the link and its master. */
  const conclude = (entry: Known, now: number): Line[] => {
    const { link, renames } = entry;
    if (work.isBusy(link.ifindex, link.name) || work.isBusy(link.master, "")) return [];
    entry.renames = [];
    return renames.map(({ before, after, time }) => {
      const isOurs = after === wanted(link.ifindex) && isMarked(link.ifindex);
      const what = `renamed it from ${before} to ${after} ${(now - time).toFixed(1)} ms ago`;
      return line(link.ifindex, link.name, now, isOurs ? "failover-ifname" : "userspace", what);
    });
  };

  const handled = (event: Uevent, now: number): Line[] => {
    const began = work.end(event);
    const entry = known.get(event.ifindex);
    const old = event.property("INTERFACE_OLD");
    const role = event.property(ROLE_MARK);
    const what = [
      `done with uevent ${event.action}${began === undefined ? "" : ` after ${(now - began).toFixed(1)} ms`}`,
    ];
    if (old !== undefined && old !== event.name) what.push(`renamed it from ${old}`);
    if (role !== undefined) what.push(`marked it as ${role} of ${event.property("FAILOVER_IFNAME_MASTER") ?? "?"}`);
    const lines = what.map((each) => line(event.ifindex, event.name, now, "udevd", each));
    if (event.action === "remove") adds.delete(event.ifindex);
    if (entry === undefined) return lines;
    entry.renames = entry.renames.filter(({ before, after }) => before !== old || after !== event.name);
    const concerned = [...known.values()].filter(({ link }) => link === entry.link || link.master === event.ifindex);
    return [...lines, ...concerned.flatMap((each) => conclude(each, now))];
  };

  const announced = (event: Uevent, now: number): Line[] => {
    const { action, ifindex, name } = event;
    if (hasUdevd()) work.begin(event, now);
    const isAsked = event.property("SYNTH_UUID") !== undefined;
    if (action === "add") {
      const entry = known.get(ifindex);
      if (entry === undefined) adds.set(ifindex, now);
      else if (isAsked) entry.added = now;
    }
    const old = event.property("DEVPATH_OLD");
    const rename = old === undefined ? "" : ` (it was ${old.slice(old.lastIndexOf("/") + 1)})`;
    const asked = isAsked ? " (a program such as udevadm trigger asked for it)" : "";
    return [line(ifindex, name, now, "kernel", `uevent ${action}${rename}${asked}`)];
  };

  return {
    links: () => [...known.values()].map(({ link }) => link),
    look: (links, now) => {
      isLook = true;
      const there = new Set(links.map(({ ifindex }) => ifindex));
      const lines = [...known.keys()].flatMap((ifindex) => (there.has(ifindex) ? [] : vanish(ifindex, now)));
      // A master may come after its slaves. Its name is needed.
      for (const link of links) if (isFirst) known.set(link.ifindex, { link, added: start, renames: [] });
      lines.push(...links.flatMap((link) => (isFirst ? [appear(link, now)] : update(link, now))));
      isFirst = false;
      isLook = false;
      return lines;
    },
    uevent: (event, now) => (event.from === "udevd" ? handled(event, now) : announced(event, now)),
    news: (news, now) => ("gone" in news ? vanish(news.gone, now) : update(news.link, now)),
    lost: (now) => {
      work.forget();
      for (const entry of known.values()) entry.renames = [];
      const what = "events came faster than they could be read, and some are lost; what has changed follows";
      return [line(0, "", now, "monitor", what)];
    },
  };
}
