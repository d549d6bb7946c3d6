import { parseIfindex } from "../commands/find-link.ts";
import type { FileLock } from "../host/host.ts";
import { setUp } from "../netlink/changes.ts";
import type { Link } from "../netlink/link.ts";
import type { Route } from "../netlink/rtnl.ts";
import { type Outcome, takeName } from "./take-steps.ts";

/**
 * Renames a link that is up on a kernel that allows it only for one that is down: down, rename, up. The ifindex stands in
 * the lock file meanwhile, so that a run after one that was killed in between sets the link up again.
 */
export function bounce(route: Route, lock: FileLock, link: Link, name: string): Outcome {
  lock.write(String(link.ifindex));
  try {
    setUp(route, link.ifindex, false);
    return takeName(route, link, name);
  } finally {
    setUpAgain(route, lock, link.ifindex);
  }
}

/** Sets the link up that an earlier run has left down. */
export function restoreBounced(route: Route, lock: FileLock): void {
  const ifindex = parseIfindex(lock.read());
  if (ifindex !== undefined) setUpAgain(route, lock, ifindex);
}

function setUpAgain(route: Route, lock: FileLock, ifindex: number): void {
  if (route.link(ifindex) !== undefined) setUp(route, ifindex, true);
  lock.write("");
}
