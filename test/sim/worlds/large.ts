// SPDX-License-Identifier: MIT
/** Larger, random worlds: several groups of both kinds boot, are renamed and lose their primaries. */

import { randomNumbers } from "../explore/random-schedules.ts";
import { pair, trio } from "../machine/devices.ts";
import {
  bringUp,
  isSettled,
  plugPrimary,
  plugVf,
  probeNetvsc,
  probeVirtio,
  renameTo,
  runProgram,
  unregister,
  when,
} from "../machine/hardware.ts";
import type { Script, Step, World } from "../machine/state.ts";
import { type Machine, makeWorld } from "./machine.ts";

export function large(machine: Machine, seed: number): World {
  const random = randomNumbers(seed);
  const groups = ["a-", "b-", "c-"].slice(0, 1 + Math.floor(random() * 3));
  const netvsc = groups.filter(() => random() < 0.3);
  const isNetvsc = (group: string): boolean => netvsc.includes(group);
  const scripts = groups.flatMap((group) => [
    isNetvsc(group) ? probeNetvsc(machine, group, "in probe") : probeVirtio(machine, group),
    comeAndGo(isNetvsc(group) ? plugVf(machine, group) : plugPrimary(machine, group), group, Math.floor(random() * 3)),
    ...people(group, groups, random),
  ]);
  return {
    ...makeWorld(`${groups.length} groups, seed ${seed}`, machine, {
      devices: groups.flatMap((group, index) => (isNetvsc(group) ? pair(group, 3 + index) : trio(group, 3 + index))),
      scripts,
    }),
    workers: 1 + Math.floor(random() * 4),
  };
}

/** The primary is plugged in before or after its master, then unplugged and plugged in again. */
function comeAndGo(plug: Script, group: string, times: number): Script {
  const again = Array.from({ length: times }, () => [...unregister(`${group}primary`), ...plug.steps]).flat();
  return { ...plug, steps: [...plug.steps, ...again] };
}

function people(group: string, groups: readonly string[], random: () => number): Script[] {
  const master = `${group}master`;
  // The slaves of one master may wait for the name of another master.
  const touches = [master, ...groups.flatMap((any) => [`${any}standby`, `${any}primary`])];
  const isKnown = (step: Step): Step => when(step, (state) => isSettled(state, master));
  const choices: Script[] = [
    { name: `networkd, ${group}`, by: "people", steps: [isKnown(bringUp(master, touches))] },
    { name: `admin, ${group}`, by: "people", steps: [isKnown(renameTo(master, `lan${group.charAt(0)}`, touches))] },
    { name: `rename, ${group}`, by: "people", steps: [isKnown(runProgram(["rename"]))] },
  ];
  return choices.filter(() => random() < 0.5);
}
