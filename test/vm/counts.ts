// SPDX-License-Identifier: MIT
/** How often the stress test repeats its actions. */

/** The counts at 100 percent. */
const full = { replugs: 100, boots: 20, renames: 40, cycles: 10, kills: 100, reloads: 20 };

export type Counts = typeof full;

/**
 * Reads the environment variable VM_STRESS: a percentage, 5 if it is not set. Every count is at least 1.
 *
 * @throws Error if the variable is not a positive number
 */
export function readCounts(): Counts {
  const { VM_STRESS = "5" } = process.env;
  const percent = Number(VM_STRESS);
  if (!(percent > 0)) throw new Error(`VM_STRESS=${VM_STRESS} is no percentage`);
  const share = (count: number) => Math.max(1, Math.round((count * percent) / 100));
  return {
    replugs: share(full.replugs),
    boots: share(full.boots),
    renames: share(full.renames),
    cycles: share(full.cycles),
    kills: share(full.kills),
    reloads: share(full.reloads),
  };
}
