import { readConfig } from "../config/read.ts";
import { Exit, type ExitCode, type Failure } from "../errors.ts";
import type { Slave } from "../failover/group.ts";
import type { Host } from "../host/host.ts";
import { openLinks } from "../machine/machine.ts";
import { whySwitchedOff } from "../machine/switched-off.ts";
import type { Renamed } from "../rename/pass.ts";
import { renameGroup } from "../rename/rename-group.ts";
import { reportFailures, reportWarnings } from "../reporting.ts";
import { formatJson } from "../text/json.ts";
import { printable } from "../text/printable.ts";
import { survey } from "./survey.ts";

/**
 * `rename [LINK…]`: gives slaves their wanted names; a master stands for its slaves, and no LINK for all slaves.
 *
 * @param options.unlessDisabled do nothing if udev's rule is switched off. An administrator who types the command means it;
 *   a unit that runs at each boot does not
 */
export function rename(
  host: Host,
  names: readonly string[],
  options: { readonly json: boolean; readonly unlessDisabled: boolean },
): ExitCode {
  const start = host.now();
  const { config, warnings } = readConfig(host, "");
  reportWarnings(host, warnings);
  const deadline = start + config.renameTimeout;
  const { route, source } = openLinks(host, () => deadline);
  const off = options.unlessDisabled ? whySwitchedOff(config, source) : undefined;
  if (off !== undefined) {
    host.err(`failover-ifname: nothing is renamed: ${off}\n`);
    return Exit.done;
  }
  const renamed: Renamed[] = [];
  const failures: Failure[] = [];
  const surveys = survey(source, config, "slaves", names);
  const masters: { [ifindex: number]: true } = {};
  for (const { group } of surveys) masters[group.master.ifindex] = true;
  for (const { group, plans } of surveys) {
    const slaves = plans.map(({ slave }) => slave.link.ifindex);
    const isChosen = ({ link }: Slave): boolean => slaves.includes(link.ifindex);
    const task = { master: group.master.ifindex, isChosen, masterEvent: false, unsettled: "wait" } as const;
    const result = renameGroup({ host, route, source, config, deadline }, task);
    renamed.push(...result.renamed);
    for (const { master, failure } of result.missed) {
      // A slave of another master that is in the list has its own turn.
      if (master === task.master || masters[master] === undefined) failures.push(failure);
    }
  }
  // The failures first: they are told also if the output is refused.
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
