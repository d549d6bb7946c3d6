// SPDX-License-Identifier: MIT
/** Random schedules, for worlds that are too large for all schedules. The same seed gives the same schedules. */

import { Fault, type World } from "../machine/state.ts";
import { type Move, moves, start } from "../machine/world.ts";
import { check } from "./check.ts";
import type { FoundFault } from "./explore.ts";

export interface Wandering {
  /** The number of schedules that were run; two may be the same. */
  readonly schedules: number;
  /** The number of different schedules, told apart by a hash of 52 bits. */
  readonly different: number;
  readonly transitions: number;
  readonly fault: FoundFault | undefined;
}

/** Random numbers from 0 to 1 (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Runs a world a number of times, each time with another schedule. */
export function wander(world: World, seed: number, schedules: number): Wandering {
  const random = randomNumbers(seed);
  const different = new Set<number>();
  let transitions = 0;
  for (let done = 0; done < schedules; done++) {
    const { actors, hash, message } = once(world, random);
    transitions += actors.length;
    different.add(hash);
    if (message !== undefined) {
      return { schedules: done + 1, different: different.size, transitions, fault: { message, actors } };
    }
  }
  return { schedules, different: different.size, transitions, fault: undefined };
}

/** One schedule. */
function once(world: World, random: () => number): { actors: string[]; hash: number; message: string | undefined } {
  const actors: string[] = [];
  const choose = random() < 0.5 ? givingWay(random) : byRank(random);
  let hash = 7;
  try {
    for (let state = start(world); ; ) {
      const next = moves(world, state);
      if (next.length === 0) {
        check(world, state);
        return { actors, hash, message: undefined };
      }
      const move = choose(next);
      actors.push(move.actor);
      hash = mix(hash, move.actor);
      state = move.run();
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { actors, hash, message: error.message };
  }
}

type Choice = (next: readonly Move[]) => Move;

/** Each actor continues until it lets another one move. How often it does that differs between schedules. */
function givingWay(random: () => number): Choice {
  const yielding = random() ** 2;
  let last = "";
  return (next) => {
    const same = random() < yielding ? undefined : next.find(({ actor }) => actor === last);
    const move = same ?? anyOf(next, random);
    last = move.actor;
    return move;
  };
}

/**
 * Each actor has a rank, and the first one in rank moves. At some steps, the actor that moves falls behind all others. This
 * finds faults that need few changes of the actor with a high probability (Burckhardt and others, A Randomized Scheduler
 * with Probabilistic Guarantees of Finding Bugs, 2010).
 */
function byRank(random: () => number): Choice {
  const rank: { [actor: string]: number } = {};
  const falling = 3 / 150;
  let behind = 0;
  return (next) => {
    let first = anyOf(next, random);
    for (const move of next) {
      rank[move.actor] ??= random();
      if ((rank[move.actor] ?? 0) > (rank[first.actor] ?? 0)) first = move;
    }
    if (random() < falling) rank[first.actor] = --behind;
    return first;
  };
}

function anyOf(next: readonly Move[], random: () => number): Move {
  const move = next[Math.floor(random() * next.length)];
  if (move === undefined) throw new Error("nobody can move");
  return move;
}

function mix(hash: number, text: string): number {
  let mixed = hash;
  for (let at = 0; at < text.length; at++) mixed = (mixed * 33 + text.charCodeAt(at)) % 4503599627370449;
  return mixed;
}
