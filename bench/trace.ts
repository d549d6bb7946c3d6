// SPDX-License-Identifier: MIT
/** Reads the output of the tracer of the guest's kernel (ftrace). */

export const TRACING = "/sys/kernel/tracing";

export interface TraceLine {
  /** The name of the task on the processor, such as `(udev-worker)`. */
  task: string;
  pid: number;
  /** In seconds, by the tracer's clock. */
  seconds: number;
  event: string;
  details: string;
}

/** The format of a line: Documentation/trace/ftrace.rst of the kernel, "Output format". */
export function readTrace(text: string): TraceLine[] {
  return text.split("\n").flatMap((line) => {
    const [, task, pid, seconds, event, details] =
      /^(.{16})-(\d+) +\[\d+\] \S+ +(\d+\.\d+): (\w+): (.*)$/.exec(line) ?? [];
    if (task === undefined || event === undefined || details === undefined) return [];
    return [{ task: task.trim(), pid: Number(pid), seconds: Number(seconds), event, details }];
  });
}
