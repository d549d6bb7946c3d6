// SPDX-License-Identifier: MIT
/** What the tracer of the guest's kernel (ftrace) writes. */

export const TRACING = "/sys/kernel/tracing";

export interface TraceLine {
  /** The name of the task that the processor ran, as `(udev-worker)`. */
  task: string;
  pid: number;
  /** Seconds of the clock that the tracer was given. */
  seconds: number;
  event: string;
  details: string;
}

/** The lines are described in the kernel's Documentation/trace/ftrace.rst, "Output format". */
export function readTrace(text: string): TraceLine[] {
  return text.split("\n").flatMap((line) => {
    const [, task, pid, seconds, event, details] =
      /^(.{16})-(\d+) +\[\d+\] \S+ +(\d+\.\d+): (\w+): (.*)$/.exec(line) ?? [];
    if (task === undefined || event === undefined || details === undefined) return [];
    return [{ task: task.trim(), pid: Number(pid), seconds: Number(seconds), event, details }];
  });
}
