// SPDX-License-Identifier: MIT
/** Runs every schedule of a world, depth first. Each state is explored once. */

import { Fault, type State, type World } from "../machine/state.ts";
import { type Move, moves, start } from "../machine/world.ts";
import { check } from "./check.ts";
import { Keys } from "./state-keys.ts";

export interface Exploration {
  /** The number of different states. */
  readonly states: number;
  /** The number of executed steps: the edges between those states. */
  readonly transitions: number;
  /** The number of states at rest; each was checked. */
  readonly ends: number;
  /**
   * The number of different schedules: the paths from the first state to an end. Each is covered, because what follows a
   * state does not depend on how the state was reached.
   */
  readonly schedules: bigint;
  /** The number of those schedules in which the kernel refused to rename a slave (see `check`). */
  readonly refused: bigint;
  /** Was everything explored before the limit was reached? */
  readonly complete: boolean;
  readonly fault: FoundFault | undefined;
}

export interface FoundFault {
  readonly message: string;
  /** The actor of each step. */
  readonly actors: readonly string[];
}

/** @param limit after this number of states, no new states are explored */
export function explore(world: World, limit: number): Exploration {
  const search: Search = {
    world,
    keys: new Keys(),
    limit,
    seen: new Map(),
    transitions: 0,
    ends: 0,
    complete: true,
    actors: [],
  };
  let paths = NO_PATHS;
  let fault: FoundFault | undefined;
  try {
    paths = follow(search, start(world));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    fault = { message: error.message, actors: [...search.actors] };
  }
  const { seen, transitions, ends, complete } = search;
  return { states: seen.size, transitions, ends, ...paths, complete, fault };
}

type Paths = Pick<Exploration, "schedules" | "refused">;

const NO_PATHS: Paths = { schedules: 0n, refused: 0n };

interface Search {
  readonly world: World;
  readonly keys: Keys;
  readonly limit: number;
  /** The number of schedules from each state on; undefined while it is being counted. */
  readonly seen: Map<string, Paths | undefined>;
  transitions: number;
  ends: number;
  complete: boolean;
  readonly actors: string[];
}

function follow(search: Search, state: State): Paths {
  const key = search.keys.of(state);
  const known = search.seen.get(key);
  if (known !== undefined) return known;
  if (search.seen.has(key)) throw new Fault("the machine goes round in a circle");
  if (search.seen.size >= search.limit) {
    search.complete = false;
    return NO_PATHS;
  }
  search.seen.set(key, undefined);
  const paths = followAll(search, state, moves(search.world, state));
  search.seen.set(key, paths);
  return paths;
}

function followAll(search: Search, state: State, next: readonly Move[]): Paths {
  if (next.length === 0) {
    search.ends++;
    return { schedules: 1n, refused: check(search.world, state) ? 1n : 0n };
  }
  let { schedules, refused } = NO_PATHS;
  for (const move of next) {
    search.actors.push(move.actor);
    search.transitions++;
    const paths = follow(search, move.run());
    schedules += paths.schedules;
    refused += paths.refused;
    search.actors.pop();
  }
  return { schedules, refused };
}
