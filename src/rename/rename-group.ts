import { Exit, Failure } from "../errors.ts";
import { type LinkEvents, openLinkEvents } from "../netlink/link-events.ts";
import { restoreBounced } from "./bounce.ts";
import { newState, pass, type Renamed, type Run, type Task } from "./pass.ts";

export interface GroupResult {
  readonly renamed: readonly Renamed[];
  /** One for each slave that did not get its name. */
  readonly failures: readonly Failure[];
}

/**
 * Brings slaves of one master to their names, with the master locked from the first look to the last step. It looks,
 * plans and applies until there is nothing left to do; where something is in the way that can go away by itself, it
 * waits for a link event and looks again. The look after the last change is also what verifies it.
 *
 * @throws SystemError, or Failure where no slave can be done
 */
export function renameGroup(run: Run, task: Task): GroupResult {
  const { host, deadline } = run;
  const path = `/run/failover-ifname.${task.master}.lock`;
  const lock = host.lock(path, deadline);
  if (lock === undefined) {
    throw new Failure(Exit.busy, `master #${task.master}: another run has held ${path} all the time; try again`);
  }
  const state = newState();
  let events: LinkEvents | undefined;
  try {
    restoreBounced(run.route, lock);
    for (;;) {
      const { changed, failures, passing } = pass(run, task, lock, state);
      if (changed && host.now() < deadline) continue;
      const result = { renamed: state.renamed, failures };
      if (!passing) return result;
      // Events are joined only when there is something to wait for, and then one look more is due: what happened
      // between the last look and the joining told nobody.
      if (events === undefined) events = openLinkEvents(host);
      else if (!events.wait(deadline)) return result;
    }
  } finally {
    events?.close();
    lock.release();
  }
}
