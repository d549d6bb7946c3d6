// SPDX-License-Identifier: MIT
/**
 * The state of a simulated machine. Everything here is immutable: a step makes a new state that shares the unchanged parts.
 */
import type { Host } from "../../../src/host/host.ts";
import type { Run } from "./process.ts";
import type { KernelVersion, UdevdVersion } from "./versions.ts";

/** The constant part of a machine. */
export interface World {
  readonly name: string;
  readonly kernel: KernelVersion;
  readonly udevd: UdevdVersion;
  /** How many events udevd handles at the same time (its children_max). */
  readonly workers: number;
  readonly devices: readonly Device[];
  /** Links that exist at the start, and their entries in udev's database. */
  readonly links: readonly LinkState[];
  readonly database: readonly Entry[];
  /** The actors besides udevd and the program under test: the kernel's threads, people and other programs. */
  readonly scripts: readonly Script[];
  /** Additional regular files: configuration. */
  readonly files: { readonly [path: string]: string };
  /** The program under test. */
  readonly entry: Entrance;
  readonly faults: Faults;
  /** Does a dump of links come in two parts? Other actors may move between them. */
  readonly dumpsInParts?: true;
  /**
   * How many link events fit into a socket. More events are lost, and the socket reports ENOBUFS. Undefined: any number
   * fits.
   */
  readonly eventQueue?: number;
  /** How many processes of the program may be killed. A kill can happen at any call. */
  readonly kills: number;
  /** Gives every call a turn, also reads of values that cannot change any more: for the test of stable-reads.ts. */
  readonly unreduced?: true;
}

/** The program's `main`. */
export type Entrance = (host: Host) => number;

/** Faults of the simulated machine, which tests must find. */
export interface Faults {
  /** RTM_GETLINK is answered without waiting for rtnl. */
  readonly noBarrier?: true;
  /** The rule has no RUN for masters. */
  readonly noRunForMasters?: true;
}

/** A device or a virtual link. Its link can come and go, with another ifindex each time. */
export interface Device {
  readonly label: string;
  readonly group: string;
  readonly role: "master" | "standby" | "primary" | "other";
  readonly parent: { readonly bus: string; readonly name: string } | undefined;
  readonly driver: string;
  /** IFLA_INFO_KIND; empty for hardware. */
  readonly kind: string;
  /** The attribute `features` of a virtio parent. */
  readonly features: string;
  /** ID_NET_NAME_SLOT and ID_NET_NAME_PATH; empty if udev has none. */
  readonly slotName: string;
  readonly pathName: string;
  /** The NAME that a rule before this program's rule sets. */
  readonly ruleName?: string;
}

export interface LinkState {
  readonly label: string;
  readonly ifindex: number;
  readonly name: string;
  readonly altnames: readonly string[];
  readonly up: boolean;
  /** The ifindex of the master, 0 if there is none. */
  readonly master: number;
  /** name_assign_type: 4 once renamed. */
  readonly assigned: number;
}

/** The entry of a link in /run/udev/data. */
export interface Entry {
  readonly ifindex: number;
  /** The line "I:", the time of initialization. */
  readonly initialized: boolean;
  /** E:ID_RENAMING=1 */
  readonly renaming: boolean;
  /** E:FAILOVER_IFNAME_KEEP=1 */
  readonly keep: boolean;
  /** E:FAILOVER_IFNAME_ROLE=… */
  readonly marked: boolean;
}

export interface Uevent {
  readonly action: "add" | "move" | "change" | "remove";
  readonly ifindex: number;
  readonly label: string;
  /** The link's name when the kernel sent this. */
  readonly name: string;
  /** On move, the name before. */
  readonly oldName: string;
}

/** A worker of udevd and how far it is with its event. */
export interface Work {
  readonly event: Uevent;
  readonly stage: "program" | "setup" | "check-flags" | "mark" | "drop-altname" | "set-name" | "write" | "run";
  /** NAME, as the rules left it. */
  readonly name: string;
  readonly run: boolean;
  /** The entry that is written at the end will have ID_RENAMING=1. */
  readonly renaming: boolean;
  /** The entry will have FAILOVER_IFNAME_KEEP=1. */
  readonly keep: boolean;
  /** The entry will have FAILOVER_IFNAME_ROLE. */
  readonly marked: boolean;
}

/** A process of the program under test. */
export interface Process {
  readonly run: Run;
  readonly started: number;
  readonly sockets: readonly Socket[];
}

export interface Socket {
  readonly inLinkGroup: boolean;
  readonly open: boolean;
  /** Datagrams that wait to be received, as byte strings. */
  readonly queue: readonly string[];
  /** The rest of a dump. The kernel makes it at the next receive. */
  readonly dump?: Dump | undefined;
  /** Events were lost: the next receive is ENOBUFS. */
  readonly overrun?: boolean;
}

/** A dump of which the first part was sent. */
export interface Dump {
  readonly request: string;
  /** How many links of the list were looked at. */
  readonly position: number;
  /** The ifindexes at the start. If there are others at the end, the dump was interrupted. */
  readonly listed: string;
}

export interface Lock {
  readonly path: string;
  /** The slot of the process that holds it. */
  readonly slot: number;
}

export interface Note {
  readonly path: string;
  readonly content: string;
}

export interface State {
  readonly links: readonly LinkState[];
  /** The script that holds rtnl; -1 while it is free. */
  readonly rtnl: number;
  readonly nextIfindex: number;
  /** Uevents that no worker has taken yet, in order. */
  readonly uevents: readonly Uevent[];
  readonly workers: readonly (Work | undefined)[];
  /** Slots of processes: first those of the workers, then one for each script. */
  readonly processes: readonly (Process | undefined)[];
  readonly database: readonly Entry[];
  readonly locks: readonly Lock[];
  /** The content of lock files. It stays when a lock is released. */
  readonly notes: readonly Note[];
  /** How many steps each script has done. */
  readonly scripts: readonly number[];
  readonly clock: number;
  /** How many kills are left. */
  readonly kills: number;
}

/** An actor with a fixed list of steps. */
export interface Script {
  readonly name: string;
  /** The kernel continues at once. People and the outside may let any time pass. */
  readonly by: "kernel" | "people";
  readonly steps: readonly Step[];
}

export interface Step {
  readonly label: string;
  /** The devices that can change by the step, or by what udevd does after it; undefined for all. */
  readonly touches?: readonly string[];
  /** The state after the step; undefined if it cannot be done now. `self` is the script's number. */
  run(world: World, state: State, self: number): State | undefined;
}

/** Something on the machine is wrong. */
export class Fault extends Error {}

/**
 * The slot of a script's own process. The slots before it are for workers, some for each device. So two states that differ
 * only in which worker has which event are the same state.
 */
export function slotOfScript(world: World, script: number): number {
  return world.devices.length * SLOTS_OF_DEVICE + script;
}

/** A device that was plugged in again can have an event while an event of its former link is still handled. */
export const SLOTS_OF_DEVICE = 2;

/** A copy of an array with one element replaced. */
export function replaced<T>(array: readonly T[], index: number, value: T): T[] {
  const copy = array.slice();
  copy[index] = value;
  return copy;
}

export function deviceOf(world: World, label: string): Device {
  const device = world.devices.find((candidate) => candidate.label === label);
  if (device === undefined) throw new Error(`the world ${world.name} has no device ${label}`);
  return device;
}
