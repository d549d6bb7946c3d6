// SPDX-License-Identifier: MIT
import type { Uevent } from "../netlink/uevent.ts";

/** A rename that was seen, and of which it is not known yet who did it. */
export interface Rename {
  readonly before: string;
  readonly after: string;
  /** When it was seen. */
  readonly time: number;
}

/** A uevent of the kernel that udevd has not answered yet. */
interface Pending {
  readonly sequence: string;
  readonly action: string;
  readonly name: string;
  readonly time: number;
}

/** What udevd has still to do for each link, and the renames that happened meanwhile. */
export interface Work {
  /** A uevent of the kernel has come. */
  begin(event: Uevent, now: number): void;
  /** udevd has ended its work on a uevent. Returns when it began; undefined if its beginning was not seen. */
  end(event: Uevent): number | undefined;
  /** Does udevd work on an event of the link, other than the one that a rename to `name` itself has caused? */
  isBusy(ifindex: number, name: string): boolean;
  /** The link is gone, or events were lost: forget what was pending. */
  forget(ifindex?: number): void;
}

/** Without an udevd, no event is ever answered. */
const PENDING_MAX = 64;

export function workOf(): Work {
  const pending: Map<number, Pending[]> = new Map();
  const of = (ifindex: number): Pending[] => pending.get(ifindex) ?? [];
  return {
    begin: ({ ifindex, sequence, action, name }, time) => {
      pending.set(ifindex, [...of(ifindex), { sequence, action, name, time }].slice(-PENDING_MAX));
    },
    end: ({ ifindex, sequence }) => {
      const found = of(ifindex).find((event) => event.sequence === sequence);
      const left = of(ifindex).filter((event) => event.sequence !== sequence);
      if (left.length === 0) pending.delete(ifindex);
      else pending.set(ifindex, left);
      return found?.time;
    },
    isBusy: (ifindex, name) => of(ifindex).some((event) => event.action !== "move" || event.name !== name),
    forget: (ifindex) => {
      if (ifindex === undefined) pending.clear();
      else pending.delete(ifindex);
    },
  };
}
