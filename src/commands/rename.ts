// SPDX-License-Identifier: MIT
import { Exit, type ExitCode, type Failure } from "../errors.ts";
import { observe } from "../failover/group.ts";
import type { Host } from "../host/host.ts";
import type { LiveMachine } from "../machine/machine.ts";
import { whySwitchedOff } from "../machine/switched-off.ts";
import type { Renamed } from "../rename/pass.ts";
import { renameGroup } from "../rename/rename-group.ts";
import { reportFailures } from "../reporting.ts";
import { formatJson } from "../text/json.ts";
import { printable } from "../text/printable.ts";
import { chooseGroups } from "./choose-groups.ts";

export interface RenameOptions {
  readonly json: boolean;
  /**
   * Do nothing if the udev rule is switched off. Only the service sets this: an administrator who types the command wants
   * the rename.
   */
  readonly unlessDisabled: boolean;
}

/**
 * `rename [LINK…]`: gives slaves their wanted names. A master stands for all its slaves. Without LINK, all slaves are
 * renamed.
 */
export function rename(host: Host, machine: LiveMachine, names: readonly string[], options: RenameOptions): ExitCode {
  const start = host.now();
  const deadline = start + machine.config().renameTimeout;
  machine.rtnl.setDeadline(deadline);
  const off = options.unlessDisabled ? whySwitchedOff(machine) : undefined;
  if (off !== undefined) {
    host.err(`failover-ifname: nothing is renamed: ${off}\n`);
    return Exit.done;
  }
  const renamed: Renamed[] = [];
  const failures: Failure[] = [];
  const chosen = chooseGroups(machine, observe(machine), names);
  const masters = chosen.map(({ group }) => group.master.link.ifindex);
  for (const { group, slaves } of chosen) {
    const task = { for: "slaves", master: group.master.link.ifindex, slaves } as const;
    const result = renameGroup({ host, machine, deadline }, task);
    renamed.push(...result.renamed);
    for (const { master, failure } of result.missed) {
      // The slaves of another chosen master get their own call of renameGroup.
      if (master === task.master || !masters.includes(master)) failures.push(failure);
    }
  }
  // Failures come first, so that they are reported even if standard output cannot be written.
  const exitCode = reportFailures(host, "stderr", failures);
  host.out(options.json ? `${formatJson(renamed.map(toJson))}\n` : renamed.map(toLine).join(""));
  return exitCode;
}

function toLine({ slave, master, from, to }: Renamed): string {
  return `${printable(from)} (#${slave.link.ifindex}) is ${to} now, the ${slave.role} of ${printable(master)}\n`;
}

function toJson({ slave, master, from, to }: Renamed): unknown {
  return { ifindex: slave.link.ifindex, role: slave.role, master, from, to };
}
