// SPDX-License-Identifier: MIT
import { foreseen } from "../host/faults.ts";
import { type LinkEvents, openLinkEvents } from "../netlink/link-events.ts";
import { restoreBounced } from "./bounce.ts";
import { lockMasters } from "./locks.ts";
import type { Task } from "./look.ts";
import { type Missed, newState, type PassResult, pass, type Renamed, type Run, type State } from "./pass.ts";

export interface GroupResult {
  readonly renamed: readonly Renamed[];
  /** One for each slave that did not get its name. */
  readonly missed: readonly Missed[];
}

/**
 * Gives slaves of one master their names. Slaves of other masters are renamed too if they hold names that these slaves
 * want, or want names that these slaves leave. The function looks, plans and applies until nothing is left to do. The
 * masters are locked from each look to the last step of its plan. The look after the last change verifies the result.
 *
 * If a look shows that more masters must be locked, it releases the locks, takes all of them in order, and looks again. If
 * an obstacle is transient, it releases the locks, waits for a link event, and starts again. Another run can remove the
 * obstacle in the meantime.
 *
 * An error ends the run. The result still lists what was renamed before.
 */
export function renameGroup(run: Run, task: Task): GroupResult {
  const { host, deadline } = run;
  const state = newState();
  let events: LinkEvents | undefined;
  try {
    for (;;) {
      const { missed, transient, mastersToLock } = passesUnderLocks(run, task, state);
      if (mastersToLock.length > 0) {
        state.otherMasters.push(...mastersToLock);
        continue;
      }
      const result = { renamed: state.renamed, missed };
      if (!transient) return result;
      // It subscribes to link events only if it must wait. Then it looks once more, because it has missed the events
      // between the last look and the subscription.
      if (events === undefined) events = openLinkEvents(host);
      else if (!events.wait(deadline)) return result;
    }
  } catch (error) {
    const failure = foreseen(error);
    if (failure === undefined) throw error;
    return { renamed: state.renamed, missed: [{ master: task.master, failure }] };
  } finally {
    events?.close();
  }
}

function passesUnderLocks(run: Run, task: Task, state: State): PassResult {
  const { host, machine, deadline } = run;
  const masters = [task.master, ...state.otherMasters];
  const locks = lockMasters(host, masters, deadline);
  try {
    for (const master of masters) {
      const lock = locks.of(master);
      if (lock !== undefined) restoreBounced(machine.rtnl, lock);
    }
    for (;;) {
      const result = pass(run, task, locks, state);
      if (!result.changed || result.mastersToLock.length > 0 || (state.contested && host.now() >= deadline))
        return result;
    }
  } finally {
    locks.release();
  }
}
