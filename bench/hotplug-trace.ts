// SPDX-License-Identifier: MIT
/** One hotplug of a primary, recorded with the tracer of the guest's kernel (ftrace). */
import { primaryPort } from "../test/vm/hardware.ts";
import type { Machine } from "../test/vm/machine.ts";
import { readUevents } from "../test/vm/uevents.ts";
import { readTrace, TRACING, type TraceLine } from "./trace.ts";

/** All times are milliseconds since the kernel's `add` event. */
export interface Hotplug {
  /** How long the processor was idle before the last name. */
  idle: number;
  /** How long it was busy: millions of instructions, at one per nanosecond. */
  busy: number;
  /** The events until the last name, in order. Programs that still run then are included up to their end. */
  steps: { what: string; at: number }[];
}

const EVENTS = ["sched_process_fork", "sched_process_exec", "sched_process_exit", "sched_switch"];

/** Prepares the guest's tracer, with the same clock as the timestamps of udevadm. */
export async function prepareTrace(machine: Machine): Promise<void> {
  const steps = [
    `mount -t tracefs tracefs ${TRACING}`,
    `cd ${TRACING}`,
    "echo 0 >tracing_on",
    "echo mono >trace_clock",
    "echo 4096 >buffer_size_kb",
    ...EVENTS.map((event) => `echo 1 >events/sched/${event}/enable`),
    "echo r:opened __dev_open >kprobe_events",
    "echo 1 >events/kprobes/opened/enable",
  ];
  await machine.succeed(steps.join(" && "));
}

/** Unplugs the primary and plugs it in again. Throws Error if it does not get a name. */
export async function traceHotplug(machine: Machine): Promise<Hotplug> {
  await machine.unplugPrimary();
  await machine.succeed(`cd ${TRACING} && echo >trace && echo 1 >tracing_on`);
  await machine.plugPrimary();
  const trace = readTrace(await machine.succeed(`cd ${TRACING} && echo 0 >tracing_on && cat trace`));
  const events = (await readUevents(machine)).filter(
    ({ from, path }) => from === "kernel" && path.includes(primaryPort),
  );
  const lastOf = (action: string) => events.filter((event) => event.action === action).at(-1)?.seconds;
  const [start, end] = [lastOf("add"), lastOf("move")];
  if (start === undefined || end === undefined || end < start) throw new Error("the primary got no name");
  const idle = idleTime(trace, start, end);
  const at = (seconds: number) => (seconds - start) * 1000;
  const steps = findSteps(trace, start, end).map(({ what, seconds }) => ({ what, at: at(seconds) }));
  const sorted = [...steps, { what: "the last name", at: at(end) }].sort((one, other) => one.at - other.at);
  return { idle: idle * 1000, busy: at(end) - idle * 1000, steps: sorted };
}

/** The idle task has the PID 0. */
function idleTime(trace: TraceLine[], start: number, end: number): number {
  const switches = trace.filter(({ event }) => event === "sched_switch");
  return switches.reduce((sum, { seconds, details }, index) => {
    if (!details.includes(" next_pid=0 ")) return sum;
    const until = Math.min(switches[index + 1]?.seconds ?? end, end);
    return sum + Math.max(0, until - Math.max(seconds, start));
  }, 0);
}

/** When the kernel opens the link, and each run of the program that starts before the end. */
function findSteps(trace: TraceLine[], start: number, end: number): { what: string; seconds: number }[] {
  const opened = trace.find(({ event, seconds }) => event === "opened" && seconds > start);
  const steps = opened === undefined ? [] : [{ what: "the kernel has opened the link", seconds: opened.seconds }];
  const pids = trace.flatMap(({ event, seconds, details }) => {
    const [, pid] = /filename=\S*\/failover-ifname pid=(\d+)/.exec(details) ?? [];
    return event === "sched_process_exec" && pid !== undefined && seconds > start && seconds < end ? [pid] : [];
  });
  const moments = [
    { event: "sched_process_fork", pid: "child_pid", what: "udevd forks" },
    { event: "sched_process_exec", pid: "pid", what: "starts" },
    { event: "sched_process_exit", pid: "pid", what: "ends" },
  ];
  for (const [index, pid] of pids.entries()) {
    for (const { event, pid: key, what } of moments) {
      const found = trace.find((line) => line.event === event && ` ${line.details} `.includes(` ${key}=${pid} `));
      if (found) steps.push({ what: `program ${index + 1}: ${what}`, seconds: found.seconds });
    }
  }
  return steps;
}
