// SPDX-License-Identifier: MIT
import { type Host, SystemError } from "../../src/host/host.ts";

/** One part of the conformance program: calls of a host. The arguments are those after the scenario's name. */
export type Scenario = (host: Host, args: readonly string[]) => unknown;

/** The result or the error of a call, in a form that JSON can hold. */
export function attempt(call: () => unknown): unknown {
  try {
    return { gives: call() ?? null };
  } catch (error) {
    if (error instanceof SystemError) return { refused: error.code, message: error.message };
    return { throws: error instanceof Error ? error.name : String(error) };
  }
}

/** The results of calls, each with the name that the scenario gives it. */
export function attemptAll(calls: { readonly [about: string]: () => unknown }): { [about: string]: unknown } {
  const results: { [about: string]: unknown } = {};
  for (const about of Object.keys(calls)) {
    const call = calls[about];
    if (call !== undefined) results[about] = attempt(call);
  }
  return results;
}

/**
 * Does a waiting call return in time? "early" is before `least` milliseconds. "late" is very much later: a busy machine may
 * be slow, but a call that ignores its deadline waits for ever.
 */
export function timed<T>(host: Host, least: number, call: () => T): { readonly result: T; readonly back: string } {
  const start = host.now();
  const result = call();
  const took = host.now() - start;
  return { result, back: took < least ? "early" : took > least + 5000 ? "late" : "in time" };
}
