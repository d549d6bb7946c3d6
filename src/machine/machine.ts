import type { Host } from "../host/host.ts";
import { openRoute, type Route } from "../netlink/rtnl.ts";
import { liveLinks } from "./live.ts";
import type { LinkSource } from "./source.ts";

/** The running kernel: its links to read, and rtnetlink to change them. */
export interface OpenLinks {
  readonly source: LinkSource;
  readonly route: Route;
}

/**
 * Opens the running kernel.
 *
 * @param deadline when the kernel must have answered, as a time of `host.now()`; by default some time after each request
 */
export function openLinks(host: Host, deadline?: () => number): OpenLinks {
  const route = openRoute(host, deadline);
  return { route, source: liveLinks(host, route) };
}
