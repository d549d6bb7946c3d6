// SPDX-License-Identifier: MIT
/** The time from the hotplug of a primary to its last name, with and without the udev rule, by the guest's clock. */
import { whyUnavailable } from "../test/vm/availability.ts";
import type { Machine } from "../test/vm/machine.ts";
import { replugged } from "../test/vm/steps.ts";
import { suiteOf } from "../test/vm/suites.ts";
import { namingTimes, readUevents, recordUevents } from "../test/vm/uevents.ts";
import { withMachine } from "../test/vm/with-machine.ts";
import { type Hotplug, prepareTrace, traceHotplug } from "./hotplug-trace.ts";
import { paragraph, table, verdict } from "./report.ts";
import { median } from "./timing.ts";

/** The budget: this many times the duration without the rule. */
const LIMIT = 1.25;

const REPLUGS = 7;

/** Linux 6.1 and udev 252, on any machine that can download them. */
const RELEASE = "bookworm";

const RULE = "/usr/lib/udev/rules.d/79-failover-ifname.rules";

interface Measured {
  /** Milliseconds from the kernel's `add` to the last `move`, for each replug. */
  times: number[];
  /** One more replug, traced. */
  traced: Hotplug;
}

/** Throws Error if the virtual machine cannot be started. */
export async function hotplug(): Promise<string> {
  const suite = await suiteOf(RELEASE);
  const reason = await whyUnavailable(suite);
  if (reason !== undefined) throw new Error(reason);
  const options = { withRule: true, udevDebug: false, hotplug: "acpi", masterUp: true } as const;
  return await withMachine({ ...options, suite, countInstructions: true }, async (machine) => {
    const system = await machine.succeed('echo "Linux $(uname -r), udev $(udevadm --version)"');
    await recordUevents(machine);
    await prepareTrace(machine);
    const withRule = await measure(machine);
    await machine.succeed(`rm ${RULE} && udevadm control --reload`);
    return report(system, await measure(machine), withRule);
  });
}

async function measure(machine: Machine): Promise<Measured> {
  for (let replug = 0; replug < REPLUGS; replug++) await replugged(machine);
  const times = namingTimes(await readUevents(machine)).slice(-REPLUGS);
  if (times.length < REPLUGS) throw new Error(`only ${times.length} of ${REPLUGS} replugs gave the primary a name`);
  return { times, traced: await traceHotplug(machine) };
}

function report(system: string, stock: Measured, withRule: Measured): string {
  const ratio = median(withRule.times) / median(stock.times);
  const busy = withRule.traced.busy / stock.traced.busy;
  return [
    table([row("stock udev", stock), { ...row("with the rule", withRule), BUDGET: verdict(ratio, LIMIT) }]),
    `With the rule: ${ratio.toFixed(3)} × the time, ${busy.toFixed(2)} × the instructions.`,
    table(withRule.traced.steps.map(({ what, at }) => ({ "WITH THE RULE": what, AT: milliseconds(at), "": "" }))),
    paragraph(`${system}; the master is up. From the kernel's add event to the last move event of a primary, in the time
      of an emulated processor that takes one nanosecond for each instruction: the other work of this machine does not
      matter. Idle is the time in which the processor waits, most of it while the kernel opens the primary and holds
      rtnl. One more replug is traced to tell idle from busy.`),
  ].join("\n\n");
}

function row(title: string, { times, traced }: Measured): { readonly [heading: string]: string } {
  return {
    UDEV: title,
    MEDIAN: milliseconds(median(times)),
    LEAST: milliseconds(Math.min(...times)),
    MOST: milliseconds(Math.max(...times)),
    IDLE: milliseconds(traced.idle),
    INSTRUCTIONS: `${traced.busy.toFixed(2)}M`,
    BUDGET: "",
  };
}

function milliseconds(value: number): string {
  return `${value.toFixed(2)} ms`;
}
