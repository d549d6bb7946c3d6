// SPDX-License-Identifier: MIT
/** The kernel's handling of a request on a NETLINK_ROUTE socket (net/core/rtnetlink.c). */
import {
  addAltname,
  dropAltname,
  EINVAL,
  ENODEV,
  EOPNOTSUPP,
  linkByIndex,
  linkByName,
  type Outcome,
  payloadOf,
  rename,
  setUp,
} from "./kernel.ts";
import {
  decodeRequest,
  encodeDone,
  encodeError,
  encodeLink,
  IFF_UP,
  NLM_F_ACK,
  NLM_F_DUMP,
  NLM_F_DUMP_INTR,
  NLM_F_MULTI,
  type Request,
  RTM_DELLINKPROP,
  RTM_GETLINK,
  RTM_NEWLINK,
  RTM_NEWLINKPROP,
  RTM_SETLINK,
} from "./rtnetlink.ts";
import { type Dump, deviceOf, Fault, type LinkState, type State, type World } from "./state.ts";

/** Does the answer to this message wait for rtnl? */
export function waitsForRtnl(world: World, message: string): boolean {
  return world.faults.noBarrier === undefined || decodeRequest(message).type !== RTM_GETLINK;
}

/** The result of a request: the next state, the datagrams of the answer, and the rest of a dump. */
export interface Handled {
  readonly state: State;
  readonly replies: string[];
  readonly dump?: Dump;
}

/** Handles a request of the process in `slot`. */
export function handle(world: World, state: State, slot: number, message: string): Handled {
  const request = decodeRequest(message);
  if (request.type === RTM_GETLINK) {
    const isDump = (request.flags & NLM_F_DUMP) === NLM_F_DUMP;
    return isDump
      ? beginDump(world, state, request, message)
      : { state, replies: getLink(world, state, request, message) };
  }
  mustBeLocked(state, slot, request.ifindex, message);
  const outcome = changeLink(world, state, request);
  if (typeof outcome === "number") return { state, replies: [encodeError(message, outcome)] };
  return { state: outcome, replies: (request.flags & NLM_F_ACK) === 0 ? [] : [encodeError(message, 0)] };
}

/** A request in words, for people who read a schedule. */
export function describeRequest(message: string): string {
  const { type, flags, ifindex, name, master, altnames, linkFlags } = decodeRequest(message);
  const link = ifindex === 0 ? (name ?? "") : `#${ifindex}`;
  if (type === RTM_GETLINK && (flags & NLM_F_DUMP) === NLM_F_DUMP) {
    return `RTM_GETLINK of ${master === undefined ? "all" : `the slaves of #${master}`}`;
  }
  if (type === RTM_GETLINK) return `RTM_GETLINK ${link}`;
  if (type === RTM_SETLINK && name === undefined) return `RTM_SETLINK ${link} ${linkFlags & IFF_UP ? "up" : "down"}`;
  if (type === RTM_SETLINK) return `RTM_SETLINK ${link} name ${name}`;
  return `${type === RTM_NEWLINKPROP ? "RTM_NEWLINKPROP" : "RTM_DELLINKPROP"} ${link} altname ${altnames.join(" ")}`;
}

/** A datagram in words. */
export function describeReply(world: World, state: State, datagrams: readonly string[]): string {
  const parts = datagrams.map((datagram) => describeDatagram(world, state, datagram));
  return parts.filter((part) => part !== "").join(", ") || "nothing";
}

function describeDatagram(world: World, state: State, datagram: string): string {
  const type = datagram.charCodeAt(4);
  if (type === 2) {
    const errno = (256 - datagram.charCodeAt(16)) & 0xff;
    return errno === 0 ? "done" : (ERRNO_NAMES[errno] ?? `errno ${errno}`);
  }
  const links = state.links.filter((link) => datagram.includes(payloadOf(world, link).slice(0, 40)));
  return links.map(describeLink).join(", ");
}

const ERRNO_NAMES: { readonly [errno: number]: string } = {
  2: "ENOENT",
  16: "EBUSY",
  17: "EEXIST",
  19: "ENODEV",
  22: "EINVAL",
  34: "ERANGE",
  95: "EOPNOTSUPP",
};

export function describeLink(link: LinkState): string {
  const altnames = link.altnames.length === 0 ? "" : ` (${link.altnames.join(" ")})`;
  return `#${link.ifindex} ${link.name}${altnames}${link.up ? " up" : ""}${link.master === 0 ? "" : ` of #${link.master}`}`;
}

function getLink(world: World, state: State, request: Request, message: string): string[] {
  const { sequence, portId, ifindex, name } = request;
  if (ifindex === 0 && name === undefined) return [encodeError(message, EINVAL)];
  const link = ifindex === 0 ? linkByName(state, name ?? "") : linkByIndex(state, ifindex);
  if (link === undefined) return [encodeError(message, ENODEV)];
  return [encodeLink(RTM_NEWLINK, sequence, portId, 0, payloadOf(world, link))];
}

function beginDump(world: World, state: State, request: Request, message: string): Handled {
  const whole = { request: message, position: 0, listed: listed(state) };
  if (world.dumpsInParts === undefined) return { state, replies: finishDump(world, state, whole) };
  const half = state.links.slice(0, Math.ceil(state.links.length / 2));
  const replies = [dumped(world, half, request, 0)].filter((datagram) => datagram !== "");
  return { state, replies, dump: { ...whole, position: half.length } };
}

/**
 * The rest of a dump, from the index at which it stopped (net/core/rtnetlink.c, rtnl_dump_ifinfo). If a link before that
 * index has disappeared, another link is left out. The dump is marked if links came or went meanwhile, but not if they only
 * changed: what the kernel compares is counted up only by list_netdevice and unlist_netdevice (net/core/dev.c,
 * dev_base_seq_inc).
 */
export function finishDump(world: World, state: State, { request: message, position, listed: before }: Dump): string[] {
  const request = decodeRequest(message);
  const flags = before === listed(state) ? 0 : NLM_F_DUMP_INTR;
  const rest = state.links.slice(position);
  const parts = dumped(world, rest, request, flags);
  return [parts, encodeDone(request.sequence, request.portId, flags)].filter((datagram) => datagram !== "");
}

function dumped(
  world: World,
  links: readonly LinkState[],
  { sequence, portId, master }: Request,
  flags: number,
): string {
  return links
    .filter((link) => master === undefined || link.master === master)
    .map((link) => encodeLink(RTM_NEWLINK, sequence, portId, NLM_F_MULTI | flags, payloadOf(world, link)))
    .join("");
}

function listed({ links }: State): string {
  return links.map(({ ifindex }) => ifindex).join();
}

function changeLink(world: World, state: State, request: Request): Outcome {
  const { type, ifindex, name, altnames } = request;
  // With ifindex 0, the name is a look-up key and nothing is renamed. The program must never send that.
  if (ifindex === 0) throw new Fault("a request to change a link has no ifindex");
  const link = linkByIndex(state, ifindex);
  if (link === undefined) return ENODEV;
  mustBeSlave(world, link, describeRequestOf(request));
  if (type === RTM_SETLINK) {
    let result: Outcome = state;
    if (name !== undefined) result = rename(world, result, link, name);
    if (typeof result === "number" || (request.linkFlagsChange & IFF_UP) === 0) return result;
    return setUp(world, result, linkByIndex(result, ifindex) ?? link, (request.linkFlags & IFF_UP) !== 0);
  }
  if (type !== RTM_NEWLINKPROP && type !== RTM_DELLINKPROP) throw new Fault(`a request of type ${type}`);
  if (!world.kernel.altnames) return EOPNOTSUPP;
  let result: State = state;
  for (const altname of altnames) {
    const current = linkByIndex(result, ifindex) ?? link;
    const next: Outcome = (type === RTM_NEWLINKPROP ? addAltname : dropAltname)(world, result, current, altname);
    if (typeof next === "number") return next;
    result = next;
  }
  return result;
}

/** A link may be changed only under the lock of its master. If its master has just released it, any lock will do. */
function mustBeLocked(state: State, slot: number, ifindex: number, message: string): void {
  const master = linkByIndex(state, ifindex)?.master ?? 0;
  const own = state.locks.filter((lock) => lock.slot === slot);
  const isLocked = master === 0 ? own.length > 0 : own.some(({ path }) => path.endsWith(`.${master}.lock`));
  if (!isLocked) throw new Fault(`${describeRequest(message)} without the lock of its master`);
}

/** The program may change only slaves. */
function mustBeSlave(world: World, link: LinkState, what: string): void {
  const { role } = deviceOf(world, link.label);
  if (role === "standby" || role === "primary") return;
  throw new Fault(`${what}: ${link.name} (#${link.ifindex}) is no failover slave`);
}

function describeRequestOf({ type, name, altnames }: Request): string {
  return `request ${type} ${name ?? ""}${altnames.join(" ")}`;
}
