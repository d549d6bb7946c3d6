// SPDX-License-Identifier: MIT
/** A record of the guest's events about links, with the times of the guest's own clock. */
import { primaryPort } from "./hardware.ts";
import type { Machine } from "./machine.ts";

/** One event, as the kernel sent it, or as udevd sent it after all its programs had ended. */
export interface Uevent {
  from: "kernel" | "udev";
  /** When it was received: seconds of CLOCK_MONOTONIC. */
  seconds: number;
  action: string;
  /** The device's path in sysfs, such as `/devices/…/net/eth0`. */
  path: string;
}

/** Begins the record. */
export async function recordUevents(machine: Machine): Promise<void> {
  await machine.succeed("/usr/lib/machine/record-uevents");
}

/** @returns the record until now */
export async function readUevents(machine: Machine): Promise<Uevent[]> {
  const lines = (await machine.succeed("cat /run/uevents")).split("\n");
  return lines.flatMap((line) => {
    const [, from, seconds, action, path] = /^(KERNEL|UDEV) *\[([\d.]+)\] (\S+) +(\S+) \(net\)$/.exec(line) ?? [];
    if (action === undefined || path === undefined) return [];
    return [{ from: from === "KERNEL" ? "kernel" : "udev", seconds: Number(seconds), action, path }];
  });
}

/** @returns for each time that the primary came: milliseconds from the kernel's `add` to its last new name */
export function namingTimes(events: Uevent[]): number[] {
  return timesOf(events, (event) => event.from === "kernel" && event.action === "move");
}

/** @returns for each time that the primary came: milliseconds from the kernel's `add` to the end of udevd's work on it */
export function handlingTimes(events: Uevent[]): number[] {
  return timesOf(events, (event) => event.from === "udev" && event.action === "add");
}

/** @returns a readable line, such as `median 12 ms, at most 40 ms, of 100` */
export function describeTimes(times: number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  const most = sorted.at(-1);
  if (median === undefined || most === undefined) return "none";
  return `median ${median.toFixed(0)} ms, at most ${most.toFixed(0)} ms, of ${sorted.length}`;
}

/** Milliseconds from each `add` of the primary to the last event of a kind before the next `add`. */
function timesOf(events: Uevent[], isWanted: (event: Uevent) => boolean): number[] {
  const times: number[] = [];
  let start: number | undefined;
  let time: number | undefined;
  for (const event of events.filter(({ path }) => path.includes(primaryPort))) {
    if (event.from === "kernel" && event.action === "add") {
      if (time !== undefined) times.push(time);
      start = event.seconds;
      time = undefined;
    } else if (start !== undefined && isWanted(event)) {
      time = (event.seconds - start) * 1000;
    }
  }
  if (time !== undefined) times.push(time);
  return times;
}
