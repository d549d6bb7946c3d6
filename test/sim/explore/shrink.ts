// SPDX-License-Identifier: MIT
/** Makes a failing schedule readable: finds the same fault with as few changes of the actor as possible. */

import { Fault, type World } from "../machine/state.ts";
import { type Move, moves, start } from "../machine/world.ts";
import { check } from "./check.ts";
import type { FoundFault } from "./explore.ts";

export interface Story {
  readonly message: string;
  /** For each step, the actor and the action. */
  readonly steps: readonly string[];
}

/** Removes steps from a failing schedule that it does not need to fail. */
export function shrink(world: World, fault: FoundFault): Story {
  let best = fault.actors;
  for (let size = best.length; size >= 1; size = size > 16 ? size >> 1 : size - 1) {
    for (let at = 0; at < best.length; ) {
      const shorter = [...best.slice(0, at), ...best.slice(at + size)];
      if (replay(world, shorter).fault !== undefined) best = shorter;
      else at += size;
    }
  }
  const { fault: found, steps } = replay(world, best, true);
  return { message: found ?? fault.message, steps };
}

/**
 * Runs a world with a list of actors. If an actor cannot move at its turn, the next one in the list moves. After the list,
 * the last actor continues as long as it can.
 */
export function replay(
  world: World,
  actors: readonly string[],
  describing = false,
): { fault: string | undefined; steps: string[] } {
  const steps: string[] = [];
  let turn = 0;
  let last = "";
  try {
    for (let state = start(world), count = 0; ; count++) {
      const next = moves(world, state);
      if (next.length === 0 || count === STEPS) {
        check(world, state);
        return { fault: undefined, steps };
      }
      let move: Move | undefined;
      while (turn < actors.length && move === undefined) {
        const actor = actors[turn++];
        move = next.find((candidate) => candidate.actor === actor);
      }
      move ??= next.find((candidate) => candidate.actor === last) ?? preferred(next);
      if (describing) steps.push(`${move.actor}: ${move.describe()}`);
      last = move.actor;
      state = move.run();
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { fault: error.message, steps };
  }
}

/** More steps than any world needs until it is at rest. */
const STEPS = 20_000;

/** Without a schedule, no process is killed. */
function preferred(next: readonly Move[]): Move {
  const move = next.find(({ actor }) => actor !== "SIGKILL") ?? next[0];
  if (move === undefined) throw new Error("nobody can move");
  return move;
}

/** The steps as text. */
export function tell(world: World, { message, steps }: Story): string {
  return [`${world.name}: ${message}`, ...steps.map((step, index) => `  ${index + 1}. ${step}`)].join("\n");
}
