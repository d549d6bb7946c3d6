import { Exit, Failure } from "../errors.ts";
import { type LinkEvents, openLinkEvents } from "../netlink/link-events.ts";
import { restoreBounced } from "./bounce.ts";
import { newState, type PassResult, pass, type Renamed, type Run, type State, type Task } from "./pass.ts";

export interface GroupResult {
  readonly renamed: readonly Renamed[];
  /** One for each slave that did not get its name. */
  readonly failures: readonly Failure[];
}

/**
 * Brings slaves of one master to their names. It looks, plans and applies until there is nothing left to do, with the
 * master locked from each look to the last step that comes of it; the look after the last change is also what verifies
 * it. Where something is in the way that can go away by itself, it gives the lock back, waits for a link event, and
 * begins anew: what was seen before the wait does not count after it, and a run that could clear the way is not held up.
 *
 * @throws SystemError, or Failure where no slave can be done
 */
export function renameGroup(run: Run, task: Task): GroupResult {
  const { host, deadline } = run;
  const state = newState();
  let events: LinkEvents | undefined;
  try {
    for (;;) {
      const { failures, passing } = passesUnderLock(run, task, state);
      const result = { renamed: state.renamed, failures };
      if (!passing) return result;
      // Events are joined only when there is something to wait for, and then one look more is due: what happened
      // between the last look and the joining told nobody.
      if (events === undefined) events = openLinkEvents(host);
      else if (!events.wait(deadline)) return result;
    }
  } finally {
    events?.close();
  }
}

function passesUnderLock(run: Run, task: Task, state: State): PassResult {
  const { host, deadline } = run;
  const path = `/run/failover-ifname.${task.master}.lock`;
  const lock = host.lock(path, deadline);
  if (lock === undefined) {
    throw new Failure(Exit.busy, `master #${task.master}: another run has held ${path} all the time; try again`);
  }
  try {
    restoreBounced(run.route, lock);
    for (;;) {
      const result = pass(run, task, lock, state);
      if (!result.changed || host.now() >= deadline) return result;
    }
  } finally {
    lock.release();
  }
}
