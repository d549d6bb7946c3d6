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
 * Brings slaves of one master to their names, and slaves of other masters if they have names that these are to have, or
 * wait for names that these have. It looks, plans and applies until there is nothing left to do, with the masters locked
 * from each look to the last step that comes of it; the look after the last change is also what verifies it.
 *
 * If a look shows that more masters have to be locked, it gives the locks back, takes all of them in order, and looks
 * again. If something is in the way that can go away by itself, it gives the locks back, waits for a link event, and
 * begins anew: what was seen before the wait does not count after it, and a run that could clear the way is not held up.
 *
 * An error ends it, and stands for what is left: what was renamed until then is told all the same.
 */
export function renameGroup(run: Run, task: Task): GroupResult {
  const { host, deadline } = run;
  const state = newState();
  let events: LinkEvents | undefined;
  try {
    for (;;) {
      const { missed, passing, unlocked } = passesUnderLocks(run, task, state);
      if (unlocked.length > 0) {
        state.others.push(...unlocked);
        continue;
      }
      const result = { renamed: state.renamed, missed };
      if (!passing) return result;
      // Events are joined only when there is something to wait for, and then one look more is due: what happened
      // between the last look and the joining told nobody.
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
  const { host, route, deadline } = run;
  const masters = [task.master, ...state.others];
  const locks = lockMasters(host, masters, deadline);
  try {
    for (const master of masters) {
      const lock = locks.of(master);
      if (lock !== undefined) restoreBounced(route, lock);
    }
    for (;;) {
      const result = pass(run, task, locks, state);
      if (!result.changed || result.unlocked.length > 0 || (state.contested && host.now() >= deadline)) return result;
    }
  } finally {
    locks.release();
  }
}
