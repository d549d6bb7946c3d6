// SPDX-License-Identifier: MIT
import { formatJson } from "../text/json.ts";
import { printable } from "../text/printable.ts";

/**
 * Who did or said something. "userspace" is a program that is neither udevd nor this one; "monitor" is this command itself.
 */
export type Who = "kernel" | "udevd" | "failover-ifname" | "userspace" | "monitor";

/** A line of the time line. */
export interface Line {
  /** Milliseconds since the start. */
  readonly time: number;
  /** Milliseconds since the kernel's `add`; since the start if the link was there before. */
  readonly sinceAdd: number;
  /** 0 if the line is about no link. */
  readonly ifindex: number;
  /** The name of the link at that time. */
  readonly name: string;
  readonly who: Who;
  readonly what: string;
}

/** What `rename` would do with a slave. */
export interface View {
  readonly role: string;
  readonly plan: string;
}

const LEGEND = `This is a time line of the links. It ends with Ctrl-C.
  TIME       seconds since the start of this command
  SINCE ADD  milliseconds since the kernel added the link; since the start, if
             the link was there before
  WHO        kernel: what the kernel says. A uevent is its message to udevd.
             udevd: what udevd says when it has ended its work on a uevent.
             failover-ifname: a slave got the name that it should have, while
             udevd worked on a uevent of it or of its master, and udevd does
             not say that it was udevd.
             userspace: another program, such as ip or a network manager.
             plan: what "failover-ifname rename" would do with the slave now.

`;
const HEADING = ["TIME", "SINCE ADD", "LINK", "WHO", "WHAT"] as const;

export function legend(): string {
  return LEGEND + columns(...HEADING);
}

/** @param view what `rename` would do with the slave, if that is to be said: in a line of its own */
export function formatLine({ time, sinceAdd, ifindex, name, who, what }: Line, view: View | undefined): string {
  const link = ifindex === 0 ? "-" : `${printable(name)} #${ifindex}`;
  const since = ifindex === 0 ? "-" : sinceAdd.toFixed(1);
  const row = (who: string, what: string) => columns((time / 1000).toFixed(3), since, link, who, printable(what));
  return row(who, what) + (view === undefined ? "" : row("plan", `${view.role}: ${view.plan}`));
}

/** One line of JSON for each line. */
export function lineToJson({ time, sinceAdd, ifindex, name, who, what }: Line, view: View | undefined): string {
  const isOfLink = ifindex !== 0;
  const fields = {
    time_ms: rounded(time),
    since_add_ms: isOfLink ? rounded(sinceAdd) : null,
    ifindex: isOfLink ? ifindex : null,
    link: isOfLink ? name : null,
    who,
    what,
    role: view?.role ?? null,
    plan: view?.plan ?? null,
  };
  return `${formatJson(fields)}\n`;
}

/** Most names have fewer than 15 bytes; a longer one moves the rest of its line. */
function columns(time: string, since: string, link: string, who: string, what: string): string {
  return `${time.padStart(8)} ${since.padStart(10)}  ${link.padEnd(15)}  ${who.padEnd(15)}  ${what}\n`;
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
