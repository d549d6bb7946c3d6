// SPDX-License-Identifier: MIT
/** One hotplug of a primary as the guest's kernel sees it: its own work, udevd's, and the program's. */
import { primaryPort } from "../../test/vm/hardware.ts";
import type { Machine } from "../../test/vm/machine.ts";
import { readUevents, recordUevents, type Uevent } from "../../test/vm/uevents.ts";
import { readTrace, TRACING, type TraceLine } from "../trace.ts";
import type { Run, Span } from "./recording.ts";

/**
 * Functions of the kernel, in the syntax of Documentation/trace/kprobetrace.rst. The arguments of a system call are in the
 * saved registers. On x86_64, 104 is the offset of rsi in struct pt_regs: the argv of execve(2). The kernel calls
 * netdev_uevent for each uevent of a link just before it sends the uevent (kobject_uevent_env in lib/kobject_uevent.c,
 * which cannot be probed).
 */
const PROBES = [
  "p:sends netdev_uevent",
  "p:enslaves net_failover_slave_register",
  "p:opens __dev_open name=+0(%di):string",
  "r:opened __dev_open",
  "p:renames dev_change_name to=+0(%si):string",
  "r:renamed dev_change_name",
  "p:starts __x64_sys_execve program=+u0(+u0(+104(%di))):ustring command=+u0(+u8(+104(%di))):ustring",
  "p:reads do_sys_openat2 file=+0(%si):ustring",
];

/** The task name of a worker of udevd. */
const UDEVD = "(udev-worker)";

/** Plugs the primary in, which must be unplugged before. Throws Error if an expected event does not happen. */
export async function recordPlug(machine: Machine): Promise<Omit<Run, "trio">> {
  await recordUevents(machine);
  const steps = [
    `mount -t tracefs tracefs ${TRACING}`,
    `cd ${TRACING}`,
    "echo 0 >tracing_on",
    "echo mono >trace_clock",
  ];
  for (const probe of PROBES) steps.push(`echo '${probe}' >>kprobe_events`);
  steps.push("echo 1 >events/kprobes/enable", "echo 1 >events/sched/sched_process_exit/enable");
  await machine.succeed([...steps, "echo >trace", "echo 1 >tracing_on"].join(" && "));
  await machine.plugPrimary();
  const trace = readTrace(await machine.succeed(`cd ${TRACING} && echo 0 >tracing_on && cat trace`));
  return describe(trace, await readUevents(machine));
}

function describe(trace: TraceLine[], uevents: Uevent[]): Omit<Run, "trio"> {
  const opens = first(trace, "opens");
  const added = first(trace, "sends", ({ pid }) => pid === opens.pid);
  const at = (seconds: number) => Math.round((seconds - added.seconds) * 1e5) / 100;
  const next = (line: TraceLine, event: string) =>
    at(first(trace, event, ({ pid, seconds }) => pid === line.pid && seconds > line.seconds).seconds);
  const spanTo = (end: string, line: TraceLine): Span => ({ from: at(line.seconds), to: next(line, end) });

  const looks = trace.filter(({ task, event, details }) => {
    return task === UDEVD && event === "reads" && /\/net\/[^/]+\/uevent"$/.test(details);
  });
  const ends = uevents.filter(({ from, path }) => from === "udev" && path.includes(primaryPort));
  if (looks.length !== ends.length) throw new Error(`udevd began ${looks.length} events and ended ${ends.length}`);

  return {
    kernelName: detailOf(opens, "name"),
    enslaved: at(first(trace, "enslaves").seconds),
    opens: spanTo("opened", opens),
    udevd: ends.map(({ action, seconds }, index) => {
      return { action, span: { from: at(looks[index]?.seconds ?? Number.NaN), to: at(seconds) } };
    }),
    renames: all(trace, "renames").map((line) => ({
      by: line.task === UDEVD ? "udevd" : "failover-ifname",
      to: detailOf(line, "to"),
      span: spanTo("renamed", line),
      move: next(line, "sends"),
    })),
    programs: all(trace, "starts")
      .filter((line) => detailOf(line, "program").endsWith("failover-ifname"))
      .map((line) => ({ command: detailOf(line, "command"), span: spanTo("sched_process_exit", line) })),
  };
}

function all(trace: TraceLine[], event: string): TraceLine[] {
  return trace.filter((line) => line.event === event);
}

function first(trace: TraceLine[], event: string, isWanted = (_: TraceLine) => true): TraceLine {
  const found = all(trace, event).find(isWanted);
  if (found === undefined) throw new Error(`the guest's kernel traced no '${event}' of the primary`);
  return found;
}

function detailOf({ details }: TraceLine, key: string): string {
  return new RegExp(` ${key}="?([^" )]*)`).exec(details)?.[1] ?? "";
}
