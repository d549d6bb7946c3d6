// SPDX-License-Identifier: MIT
/**
 * A short key for each state, by which a known state is recognized. States share most of their parts, and each part is
 * written only once.
 */
import type { LinkState, Process, State, Uevent, Work } from "../machine/state.ts";

export class Keys {
  readonly #known = new WeakMap<object, string>();
  readonly #numbers = new Map<string, string>();
  readonly #link = (link: LinkState): string => this.#id(link, JSON.stringify);
  readonly #uevent = (uevent: Uevent): string => this.#id(uevent, JSON.stringify);
  readonly #work = (work: Work | undefined): string => (work === undefined ? "-" : this.#id(work, JSON.stringify));
  readonly #process = (process: Process | undefined): string =>
    process === undefined ? "-" : this.#id(process, writeProcess);

  of(state: State): string {
    return (
      this.#list("L", state.links, this.#link) +
      this.#list("U", state.uevents, this.#uevent) +
      this.#list("W", state.workers, this.#work) +
      this.#list("P", state.processes, this.#process) +
      this.#id(state.database, JSON.stringify) +
      this.#id(state.locks, JSON.stringify) +
      this.#id(state.notes, JSON.stringify) +
      this.#id(state.scripts, JSON.stringify) +
      String.fromCharCode(state.rtnl + 1, state.nextIfindex, state.clock, state.kills)
    );
  }

  #list<T>(kind: string, list: readonly T[], write: (element: T) => string): string {
    const known = this.#known.get(list);
    return known ?? this.#enter(list, kind + list.map(write).join(""));
  }

  /** A key of two characters for the text of a part. */
  #id<T extends object>(part: T, write: (part: T) => string): string {
    return this.#known.get(part) ?? this.#enter(part, write(part));
  }

  #enter(part: object, written: string): string {
    let result = this.#numbers.get(written);
    if (result === undefined) {
      const number = this.#numbers.size;
      result = String.fromCharCode(number & 0xffff, number >>> 16);
      this.#numbers.set(written, result);
    }
    this.#known.set(part, result);
    return result;
  }
}

function writeProcess({ run, started, sockets }: Process): string {
  let result = `${run.id},${started}`;
  for (const socket of sockets) {
    if (socket.inLinkGroup || socket.queue.length > 0 || socket.dump !== undefined) result += JSON.stringify(socket);
  }
  return result;
}
