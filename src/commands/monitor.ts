// SPDX-License-Identifier: MIT

import { Exit, type ExitCode, Failure } from "../errors.ts";
import { type Observation, observe } from "../failover/group.ts";
import { ROLE_MARK } from "../failover/marks.ts";
import { foreseen } from "../host/faults.ts";
import type { Host } from "../host/host.ts";
import type { LiveMachine } from "../machine/machine.ts";
import type { Uevent } from "../netlink/uevent.ts";
import type { SlavePlan } from "../plan/plan.ts";
import { planGroups } from "../plan/plan-groups.ts";
import { type Batch, drain, openSockets, readBatch, type Sockets } from "./monitor-events.ts";
import { filterOf } from "./monitor-filter.ts";
import { formatLine, type Line, legend, lineToJson, type View } from "./monitor-lines.ts";
import { type Timeline, timelineOf } from "./monitor-timeline.ts";
import { describePlan } from "./show.ts";

export interface MonitorOptions {
  /** How long to run; Infinity for ever. */
  readonly milliseconds: number;
  readonly json: boolean;
}

/**
 * `monitor [LINK…]`: a time line of what the kernel, udevd and this program do with links, with what `rename` would do for
 * each slave. Changes nothing.
 */
export function monitor(host: Host, machine: LiveMachine, args: readonly string[], options: MonitorOptions): ExitCode {
  const start = host.now();
  const filter = filterOf(args);
  const sockets = openSockets(host);
  let plans: readonly SlavePlan[] = [];
  // It may start later, while the machine boots.
  let hasUdevd = false;
  const seekUdevd = () => {
    hasUdevd ||= sockets.uevents !== undefined && machine.udev.exists();
    return hasUdevd;
  };
  const wanted = (ifindex: number) => planOf(plans, ifindex)?.wanted.name;
  const isMarked = (ifindex: number) => machine.udev.entry(ifindex).property(ROLE_MARK) !== undefined;
  const timeline = timelineOf({ start, hasUdevd: () => hasUdevd, wanted, isMarked });
  const print = printer(host, options.json);
  /** False if the kernel does not answer now. */
  let isFresh = false;
  const lookAgain = (): Observation["links"] => {
    isFresh = false;
    const observation = observe(machine);
    plans = planGroups(machine, observation).flatMap((planned) => planned.plans);
    isFresh = true;
    return observation.links;
  };
  const lookAll = () => settledLook(host, sockets, () => timeline.look(lookAgain(), host.now()), start);
  if (!options.json) host.out(legend());
  let lines = [...notices(sockets, seekUdevd()), ...lookAll()];
  const end = start + options.milliseconds;
  for (;;) {
    filter.see(timeline.links());
    print(filter.pass(lines), isFresh ? plans : undefined);
    if (host.now() >= end || !host.waitForEither(sockets.rtnl, sockets.uevents, end)) return Exit.done;
    const batch = readBatch(host, sockets);
    const now = host.now();
    seekUdevd();
    isFresh = false;
    if (batch.isLost) lines = [...timeline.lost(now), ...lookAll()];
    else {
      // A look takes milliseconds, and what comes meanwhile is read late. A uevent of the kernel alone changes no plan.
      const mayChange = batch.news.length > 0 || batch.uevents.some(({ from }) => from === "udevd");
      const refusal = mayChange ? whyBusy(lookAgain) : undefined;
      lines = linesOf(timeline, batch, now);
      if (refusal !== undefined) lines.push(notice(refusal, now - start));
    }
  }
}

/** Why the kernel does not answer now; undefined if it does. A driver may hold the kernel's lock for links for seconds. */
function whyBusy(look: () => unknown): string | undefined {
  try {
    look();
    return undefined;
  } catch (error) {
    const failure = foreseen(error);
    if (failure?.exitCode !== Exit.busy) throw error;
    return `no look at the links was possible: ${failure.message}`;
  }
}

function notice(what: string, time: number): Line {
  return { time, sinceAdd: 0, ifindex: 0, name: "", who: "monitor", what };
}

function notices({ uevents, why }: Sockets, hasUdevd: boolean): Line[] {
  if (uevents === undefined) return [notice(`no uevents can be received here: ${why}`, 0)];
  return hasUdevd ? [] : [notice("no udevd runs here (there is no /run/udev/data)", 0)];
}

const LOOKS_MAX = 8;

/** A look that is newer than all events that are queued: an older event would seem to undo what the look shows. */
function settledLook(host: Host, { rtnl }: Sockets, look: () => Line[], start: number): Line[] {
  const lines: Line[] = [];
  for (let looks = 1; ; looks++) {
    const refusal = whyBusy(() => lines.push(...look()));
    if (refusal !== undefined && looks === LOOKS_MAX) throw new Failure(Exit.busy, refusal);
    if (refusal !== undefined) lines.push(notice(refusal, host.now() - start));
    else if (drain(host, rtnl, () => {}) === 0 || looks >= LOOKS_MAX) return lines;
  }
}

/**
 * What came together has no order between the two sockets. The kernel sends a uevent before the news of the same change,
 * except `remove`. udevd sends its events after all that its work has caused.
 */
function linesOf(timeline: Timeline, { uevents, news }: Batch, now: number): Line[] {
  const isLate = ({ from, action }: Uevent): boolean => from === "udevd" || action === "remove";
  return [
    ...uevents.filter((event) => !isLate(event)).flatMap((event) => timeline.uevent(event, now)),
    ...news.flatMap((each) => timeline.news(each, now)),
    ...uevents.filter(isLate).flatMap((event) => timeline.uevent(event, now)),
  ];
}

function planOf(plans: readonly SlavePlan[], ifindex: number): SlavePlan | undefined {
  return plans.find(({ slave }) => slave.link.ifindex === ifindex);
}

/**
 * Prints lines. The plan for a slave is printed with the last line of it, if the plan has changed. Undefined plans are not
 * known now.
 */
function printer(host: Host, json: boolean): (lines: readonly Line[], plans: readonly SlavePlan[] | undefined) => void {
  const said: Map<number, string> = new Map();
  return (lines, plans) => {
    const last = new Map(lines.map((line) => [line.ifindex, line]));
    const texts = lines.map((line) => {
      const plan = plans === undefined ? undefined : planOf(plans, line.ifindex);
      const view: View | undefined =
        plan === undefined ? undefined : { role: plan.slave.role, plan: describePlan(plan) };
      if (json) return lineToJson(line, view);
      const isNews = last.get(line.ifindex) === line && said.get(line.ifindex) !== view?.plan;
      if (isNews && view !== undefined) said.set(line.ifindex, view.plan);
      else if (view === undefined && plans !== undefined) said.delete(line.ifindex);
      return formatLine(line, isNews ? view : undefined);
    });
    host.out(texts.join(""));
  };
}
