// SPDX-License-Identifier: MIT
/** The kernel's links: registration, names, flags, masters. The caller of each function holds rtnl. */
import { isNetvsc } from "./devices.ts";
import { encodeLink, linkPayload, RTM_DELLINK, RTM_NEWLINK } from "./rtnetlink.ts";
import {
  type Device,
  deviceOf,
  Fault,
  type LinkState,
  replaced,
  type Socket,
  type State,
  type Uevent,
  type World,
} from "./state.ts";

/** The new state, or the errno. */
export type Outcome = State | number;

export const EBUSY = 16;
export const EEXIST = 17;
export const ENODEV = 19;
export const EINVAL = 22;
export const ENOENT = 2;
export const ERANGE = 34;
export const EOPNOTSUPP = 95;

export function linkByIndex(state: State, ifindex: number): LinkState | undefined {
  return state.links.find((link) => link.ifindex === ifindex);
}

export function linkByLabel(state: State, label: string): LinkState | undefined {
  return state.links.find((link) => link.label === label);
}

/** Names and altnames are one namespace (net/core/dev.c, netdev_name_node_lookup). */
export function linkByName(state: State, name: string): LinkState | undefined {
  return state.links.find((link) => link.name === name || link.altnames.includes(name));
}

/** A link of this device appears in sysfs, with the first free kernel name. No event is sent yet. */
export function appear(state: State, device: Device): State {
  let number = 0;
  while (linkByName(state, `eth${number}`) !== undefined) number++;
  const link: LinkState = {
    label: device.label,
    ifindex: state.nextIfindex,
    name: `eth${number}`,
    altnames: [],
    up: false,
    master: 0,
    assigned: 1,
  };
  return { ...state, links: [...state.links, link], nextIfindex: state.nextIfindex + 1 };
}

/**
 * The link becomes its master's slave. net_failover then opens it if the master is up (drivers/net/net_failover.c).
 * hv_netvsc opens it 100 ms later (drivers/net/hyperv/netvsc_drv.c, netvsc_vf_join).
 */
export function enslave(world: World, state: State, slave: LinkState, master: LinkState): State {
  const isOpened = master.up && !isNetvsc(deviceOf(world, master.label));
  return change(world, state, { ...slave, master: master.ifindex, up: slave.up || isOpened });
}

/** Sets or clears IFF_UP. When a failover master is opened, its slaves are opened too. */
export function setUp(world: World, state: State, link: LinkState, up: boolean): State {
  if (link.up === up) return state;
  let result = change(world, state, { ...link, up });
  for (const slave of slavesOf(state, link)) result = change(world, result, { ...slave, up });
  return result;
}

/** dev_change_name */
export function rename(world: World, state: State, link: LinkState, name: string): Outcome {
  if (name.length > 15) return ERANGE;
  if (!isValidName(name)) return EINVAL;
  if (link.name === name) return state;
  if (link.up && !canRenameUp(world, state, link)) return EBUSY;
  if (linkByName(state, name) !== undefined) return EEXIST;
  const master = linkByIndex(state, link.master);
  if (master !== undefined) mustNotBePremature(world, state, link, master, name);
  // net_failover_slave_name_change opens the slave again. hv_netvsc ignores the new name.
  const isOpened = master?.up === true && !isNetvsc(deviceOf(world, master.label));
  const up = link.up || isOpened;
  const moved = uevent(state, { action: "move", ifindex: link.ifindex, label: link.label, name, oldName: link.name });
  return change(world, moved, { ...link, name, assigned: 4, up });
}

export function addAltname(world: World, state: State, link: LinkState, altname: string): Outcome {
  if (!world.kernel.altnames) return EOPNOTSUPP;
  if (linkByName(state, altname) !== undefined) return EEXIST;
  return change(world, state, { ...link, altnames: [...link.altnames, altname] });
}

export function dropAltname(world: World, state: State, link: LinkState, altname: string): Outcome {
  if (!world.kernel.altnames) return EOPNOTSUPP;
  if (linkByName(state, altname) === undefined) return ENOENT;
  if (!link.altnames.includes(altname)) return EINVAL;
  return change(world, state, { ...link, altnames: link.altnames.filter((other) => other !== altname) });
}

/** The link leaves sysfs and netlink. */
export function vanish(world: World, state: State, link: LinkState): State {
  const gone = { ...state, links: state.links.filter((other) => other.ifindex !== link.ifindex) };
  return multicast(world, gone, RTM_DELLINK, link);
}

export function uevent(state: State, event: Uevent): State {
  return { ...state, uevents: [...state.uevents, event] };
}

/** Stores a changed link and sends the event for it. */
export function change(world: World, state: State, link: LinkState): State {
  const index = state.links.findIndex((other) => other.ifindex === link.ifindex);
  return multicast(world, { ...state, links: replaced(state.links, index, link) }, RTM_NEWLINK, link);
}

/** The payload of an RTM_NEWLINK, made once for each link. */
export function payloadOf(world: World, link: LinkState): string {
  let payloads = payloadsOf.get(world);
  if (payloads === undefined) {
    payloads = new WeakMap();
    payloadsOf.set(world, payloads);
  }
  let payload = payloads.get(link);
  if (payload === undefined) {
    const device = deviceOf(world, link.label);
    payload = linkPayload({
      ...link,
      kind: device.kind,
      slaveKind: slaveKindOf(world, link),
      parent: world.kernel.parentInNetlink ? device.parent : undefined,
    });
    payloads.set(link, payload);
  }
  return payload;
}

const payloadsOf = new WeakMap<World, WeakMap<LinkState, string>>();

function slaveKindOf(world: World, link: LinkState): string {
  return link.master !== 0 && deviceOf(world, link.label).role === "other" ? "bond" : "";
}

function multicast(world: World, state: State, type: number, link: LinkState): State {
  if (!state.processes.some((process) => process?.sockets.some((socket) => socket.inLinkGroup))) return state;
  const datagram = encodeLink(type, 0, 0, 0, payloadOf(world, link));
  const processes = state.processes.map((process) => {
    if (process === undefined || !process.sockets.some((socket) => socket.inLinkGroup && socket.open)) return process;
    const sockets = process.sockets.map((socket) =>
      socket.inLinkGroup && socket.open ? deliver(world, socket, datagram) : socket,
    );
    return { ...process, sockets };
  });
  return { ...state, processes };
}

/** An event that does not fit into the buffer is lost (net/netlink/af_netlink.c, netlink_overrun). */
function deliver({ eventQueue }: World, socket: Socket, datagram: string): Socket {
  const isFull = eventQueue !== undefined && socket.queue.length >= eventQueue;
  return isFull ? { ...socket, overrun: true } : { ...socket, queue: [...socket.queue, datagram] };
}

function slavesOf(state: State, master: LinkState): LinkState[] {
  return state.links.filter((link) => link.master === master.ifindex);
}

/** Does this kernel rename the link while it is up? "failover slaves" are those of net_failover. */
export function canRenameUp(world: World, state: State, link: LinkState): boolean {
  const { renamesUp } = world.kernel;
  if (renamesUp !== "failover slaves") return renamesUp === "all";
  const { role } = deviceOf(world, link.label);
  const master = linkByIndex(state, link.master);
  if (master === undefined || isNetvsc(deviceOf(world, master.label))) return false;
  return role === "standby" || role === "primary";
}

/**
 * If a slave gets a name made from the first name of its master while udev still renames the master, that is a fault, even
 * if a later run corrects it. It is not a fault if udev keeps that name of the master, because it has no name for it.
 */
function mustNotBePremature(world: World, state: State, link: LinkState, master: LinkState, name: string): void {
  const base = /^(eth\d+)(nsby|npf)$/.exec(name)?.[1];
  if (base === undefined) return;
  const isKnown = state.database.some((entry) => entry.ifindex === master.ifindex && entry.initialized);
  const isStuck = master.up && !canRenameUp(world, state, master);
  // If udev has no name for the master, only a person can have renamed it since.
  const isKept = master.name === base || deviceOf(world, master.label).slotName === "";
  if ((isKnown || isStuck) && isKept) return;
  throw new Fault(`#${link.ifindex} is renamed to ${name}, after a name of its master that does not stay`);
}

function isValidName(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && !/[\s/:%]/.test(name);
}
