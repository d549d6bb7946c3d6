// SPDX-License-Identifier: MIT
/** What a simulated machine is made of. Everything here is immutable: a step makes a new state that shares the rest. */
import type { Host } from "../../../src/host/host.ts";
import type { Run } from "./process.ts";
import type { KernelVersion, UdevdVersion } from "./versions.ts";

/** What does not change while a machine runs. */
export interface World {
  readonly name: string;
  readonly kernel: KernelVersion;
  readonly udevd: UdevdVersion;
  /** How many events udevd processes at once (its children_max). */
  readonly workers: number;
  readonly devices: readonly Device[];
  /** Links that are there from the beginning, and what udev's database has of them. */
  readonly links: readonly LinkState[];
  readonly database: readonly Entry[];
  /** The kernel's threads, people and other programs: whoever moves besides udevd and the program under test. */
  readonly scripts: readonly Script[];
  /** Regular files beside those of the kernel and udev: configuration. */
  readonly files: { readonly [path: string]: string };
  /** The program under test. */
  readonly entry: Entrance;
  readonly faults: Faults;
  /** A dump of links comes in two parts, and anything may happen between them. */
  readonly dumpsInParts?: true;
  /** How many link events a socket can hold; what comes beyond is lost, and ENOBUFS says so. Undefined: as many as come. */
  readonly eventQueue?: number;
  /** How many processes of the program may be killed, at any call. */
  readonly kills: number;
  /** Gives every call its turn, also those that read what cannot change any more: a test of stable.ts. */
  readonly unreduced?: true;
}

/** The program's `main`. */
export type Entrance = (host: Host) => number;

/** Faults of the world, for tests of the tests. */
export interface Faults {
  /** RTM_GETLINK is answered without waiting for rtnl. */
  readonly noBarrier?: true;
  /** The rule has no RUN for masters. */
  readonly noRunForMasters?: true;
}

/** A piece of hardware or a virtual link. Its link comes and goes, with another ifindex each time. */
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
  /** ID_NET_NAME_SLOT and ID_NET_NAME_PATH; empty where udev has none. */
  readonly slotName: string;
  readonly pathName: string;
  /** NAME of a rule that comes before this program's. */
  readonly ruleName?: string;
}

export interface LinkState {
  readonly label: string;
  readonly ifindex: number;
  readonly name: string;
  readonly altnames: readonly string[];
  readonly up: boolean;
  /** The ifindex of the master, 0 where there is none. */
  readonly master: number;
  /** name_assign_type: 4 once renamed. */
  readonly assigned: number;
}

/** What /run/udev/data has of a link. */
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
  /** The entry to write in the end has ID_RENAMING=1. */
  readonly renaming: boolean;
  /** And FAILOVER_IFNAME_KEEP=1. */
  readonly keep: boolean;
  /** And FAILOVER_IFNAME_ROLE. */
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
  /** The rest of a dump, which the kernel makes when it is asked for. */
  readonly dump?: Dump | undefined;
  /** Events were lost: the next receive is ENOBUFS. */
  readonly overrun?: boolean;
}

/** A dump of which a part has gone out. */
export interface Dump {
  readonly request: string;
  /** How many links of the list were looked at. */
  readonly position: number;
  /** The ifindexes that there were at the beginning: if there are others at the end, the dump was interrupted. */
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
  /** What stands in lock files; it outlives the locks. */
  readonly notes: readonly Note[];
  /** How many steps each script has done. */
  readonly scripts: readonly number[];
  readonly clock: number;
  /** How many kills are left. */
  readonly kills: number;
}

/** Somebody who does one thing after the other. */
export interface Script {
  readonly name: string;
  /** The kernel goes on at once; people and the world outside may let any time pass. */
  readonly by: "kernel" | "people";
  readonly steps: readonly Step[];
}

export interface Step {
  readonly label: string;
  /** The devices that the step, and what udevd makes of it, can change; undefined for any. */
  readonly touches?: readonly string[];
  /** The state after the step; undefined where it cannot be done now. `self` is the script's number. */
  run(world: World, state: State, self: number): State | undefined;
}

/** The machine is not what it should be. */
export class Fault extends Error {}

/**
 * The slot of a script's own process. Before it are the slots of workers, some for each device, so that states that
 * differ in nothing but which worker has which event are one.
 */
export function slotOfScript(world: World, script: number): number {
  return world.devices.length * SLOTS_OF_DEVICE + script;
}

/** A device that was plugged in again can have an event while one of its former link is still being processed. */
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
