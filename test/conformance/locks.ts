// SPDX-License-Identifier: MIT
import type { FileLock, Host } from "../../src/host/host.ts";
import { attempt, attemptAll, type Scenario, timed } from "./scenario.ts";

/** Locks that are free, and files that cannot be locked. */
export const locksAlone: Scenario = (host, [folder = ""]) => {
  const first = take(host, `${folder}/lock`, 0);
  const second = timed(host, 100, () => take(host, `${folder}/lock`, 100));
  const other = take(host, `${folder}/other`, 0);
  first?.release();
  const again = take(host, `${folder}/lock`, 0);
  return {
    first: first !== undefined,
    "second, of the same process": { ...second, result: second.result !== undefined },
    other: other !== undefined,
    "again, when released": again !== undefined,
    ...attemptAll({
      "file with content": () => take(host, `${folder}/content`, 0) !== undefined,
      "symbolic link": () => take(host, `${folder}/link`, 0),
      directory: () => take(host, `${folder}/directory`, 0),
      FIFO: () => take(host, `${folder}/fifo`, 0),
      "without its parent": () => take(host, `${folder}/missing/lock`, 0),
    }),
  };
};

/** A lock that cannot be made. */
export const locksElsewhere: Scenario = (host, [path = ""]) => attempt(() => take(host, path, 0));

/** The notes that a holder leaves for the next holder. */
export const leavesNotes: Scenario = (host, [folder = ""]) => {
  const first = take(host, `${folder}/lock`, 0);
  const found = first?.read();
  first?.write("a longer note\n");
  first?.write("\xff note\n");
  const own = first?.read();
  first?.release();
  const second = take(host, `${folder}/lock`, 0);
  const left = second?.read();
  second?.write("");
  const emptied = second?.read();
  const large = take(host, `${folder}/large`, 0);
  return { found, own, left, emptied, large: large?.read().length };
};

/** Takes a lock, prints that, and holds the lock until the program is killed. */
export const locksForEver: Scenario = (host, [path = ""]) => {
  const lock = take(host, path, 0);
  host.out(lock === undefined ? "refused\n" : "held\n");
  host.openRtnl("none").receive(host.now() + 60_000);
  lock?.release();
};

/** Asks for a lock that others hold, with a deadline in so many milliseconds. */
export const locksWithin: Scenario = (host, [path = "", milliseconds = ""]) => {
  const patience = Number(milliseconds);
  host.out("asking\n");
  const start = host.now();
  const lock = take(host, path, patience);
  const took = host.now() - start;
  return { locked: lock !== undefined, back: took < patience ? "before the deadline" : "at the deadline" };
};

function take(host: Host, path: string, milliseconds: number): FileLock | undefined {
  return host.lock(path, host.now() + milliseconds);
}
