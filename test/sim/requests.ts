/** What the kernel does with a request on a NETLINK_ROUTE socket (net/core/rtnetlink.c). */
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
  type Request,
  RTM_DELLINKPROP,
  RTM_GETLINK,
  RTM_NEWLINK,
  RTM_NEWLINKPROP,
  RTM_SETLINK,
} from "./rtnetlink.ts";
import { deviceOf, Fault, type LinkState, type State, type World } from "./state.ts";

/** Does the answer to this message wait for rtnl? */
export function waitsForRtnl(world: World, message: string): boolean {
  return world.faults.noBarrier === undefined || decodeRequest(message).type !== RTM_GETLINK;
}

/** The state after a request of the process in `slot`, and the datagrams that answer it. */
export function handle(world: World, state: State, slot: number, message: string): { state: State; replies: string[] } {
  const request = decodeRequest(message);
  if (request.type === RTM_GETLINK) return { state, replies: getLink(world, state, request, message) };
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
  const { sequence, portId, ifindex, name, master } = request;
  if ((request.flags & NLM_F_DUMP) === NLM_F_DUMP) {
    const links = state.links.filter((link) => master === undefined || link.master === master);
    const parts = links.map((link) => encodeLink(RTM_NEWLINK, sequence, portId, true, payloadOf(world, link)));
    return [parts.join(""), encodeDone(sequence, portId)].filter((datagram) => datagram !== "");
  }
  if (ifindex === 0 && name === undefined) return [encodeError(message, EINVAL)];
  const link = ifindex === 0 ? linkByName(state, name ?? "") : linkByIndex(state, ifindex);
  if (link === undefined) return [encodeError(message, ENODEV)];
  return [encodeLink(RTM_NEWLINK, sequence, portId, false, payloadOf(world, link))];
}

function changeLink(world: World, state: State, request: Request): Outcome {
  const { type, ifindex, name, altnames } = request;
  // With ifindex 0 the name is a key, and nothing would be renamed: the program must never ask that.
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

/** A link is changed under the lock of its master alone; one that its master has just released, under any. */
function mustBeLocked(state: State, slot: number, ifindex: number, message: string): void {
  const master = linkByIndex(state, ifindex)?.master ?? 0;
  const own = state.locks.filter((lock) => lock.slot === slot);
  const isLocked = master === 0 ? own.length > 0 : own.some(({ path }) => path.endsWith(`.${master}.lock`));
  if (!isLocked) throw new Fault(`${describeRequest(message)} without the lock of its master`);
}

/** Nothing but slaves is ever changed by the program. */
function mustBeSlave(world: World, link: LinkState, what: string): void {
  const { role } = deviceOf(world, link.label);
  if (role === "standby" || role === "primary") return;
  throw new Fault(`${what}: ${link.name} (#${link.ifindex}) is no failover slave`);
}

function describeRequestOf({ type, name, altnames }: Request): string {
  return `request ${type} ${name ?? ""}${altnames.join(" ")}`;
}
