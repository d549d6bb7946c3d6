// SPDX-License-Identifier: MIT
import type { FileLock } from "../host/host.ts";
import { setUp } from "../netlink/changes.ts";
import { type Link, parseIfindex } from "../netlink/link.ts";
import type { Rtnl } from "../netlink/rtnl.ts";
import { type Outcome, takeName } from "./take-name.ts";

/**
 * Renames a link that is up, on a kernel that renames only links that are down: sets it down, renames it, and sets it up. The
 * ifindex is in the lock file meanwhile: if the run is killed, the next run sets the link up again.
 */
export function bounce(rtnl: Rtnl, lock: FileLock, link: Link, name: string): Outcome {
  lock.write(String(link.ifindex));
  try {
    setUp(rtnl, link.ifindex, false);
    return takeName(rtnl, link, name);
  } finally {
    setUpAgain(rtnl, lock, link.ifindex);
  }
}

/** Sets a link up that an earlier run left down. */
export function restoreBounced(rtnl: Rtnl, lock: FileLock): void {
  const ifindex = parseIfindex(lock.read());
  if (ifindex !== undefined) setUpAgain(rtnl, lock, ifindex);
}

function setUpAgain(rtnl: Rtnl, lock: FileLock, ifindex: number): void {
  if (rtnl.link(ifindex) !== undefined) setUp(rtnl, ifindex, true);
  lock.write("");
}
