// SPDX-License-Identifier: MIT
import type { Link } from "../netlink/link.ts";
import type { FailoverGroup } from "./group.ts";

/**
 * Which link of a group carries the traffic of the master now? By ifindex; undefined for a link of which this is not known.
 *
 * This is the kernel's own rule. net_failover sends through the primary if that is running and has a carrier, else through
 * the standby if that is and has, else it drops the packet (drivers/net/net_failover.c, net_failover_start_xmit and
 * net_failover_xmit_ready). hv_netvsc sends through the VF under the same conditions, else it sends the packet itself
 * (drivers/net/hyperv/netvsc_drv.c, netvsc_xmit). It also wants the host's data path to be the VF (data_path_is_vf). The
 * driver switches that path when the VF is opened or closed (netvsc_vf_changed); it shows it to nobody, so a host that does
 * not answer is not seen here.
 *
 * @param carrierOf whether a link that is up has a carrier; undefined if this is not known
 */
export function trafficIn(
  { master, slaves }: FailoverGroup,
  carrierOf: (link: Link) => boolean | undefined,
): { readonly [ifindex: number]: boolean | undefined } {
  const result: { [ifindex: number]: boolean | undefined } = { [master.link.ifindex]: false };
  // A master that is down sends nothing.
  let free: boolean | undefined = master.link.up;
  const ask = (link: Link): void => {
    const ready = link.up && carrierOf(link);
    result[link.ifindex] =
      ready === false || free === false ? false : ready === true && free === true ? true : undefined;
    if (ready === true) free = false;
    else if (ready === undefined && free === true) free = undefined;
  };
  for (const role of ["primary", "standby"]) {
    for (const slave of slaves) if (slave.role === role) ask(slave.link);
  }
  if (master.kind.worksAlone) ask(master.link);
  return result;
}
