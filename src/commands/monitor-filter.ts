// SPDX-License-Identifier: MIT
import { Exit, Failure } from "../errors.ts";
import { type Link, parseIfindex } from "../netlink/link.ts";
import { printable } from "../text/printable.ts";
import type { Line } from "./monitor-lines.ts";

/** Which lines are printed. */
export interface Filter {
  /** Says what the links are now. A link that was asked for once stays asked for, under any name. */
  see(links: Iterable<Link>): void;
  /**
   * The lines that are to be printed now. The lines of a link that is not asked for are kept for a while: it may get the name
   * that was asked for.
   */
  pass(lines: readonly Line[]): Line[];
}

/** So many lines of a link are kept. */
const KEPT_MAX = 64;
/** Of so many links. */
const LINKS_MAX = 256;

/**
 * @param args names, altnames, or `#` and an ifindex, also of links that are not there yet. A master stands for its slaves
 *   too. None: all links
 * @throws Failure if an argument cannot be one
 */
export function filterOf(args: readonly string[]): Filter {
  const indexes: Set<number> = new Set();
  const names: Set<string> = new Set();
  for (const argument of args) {
    if (argument === "") throw new Failure(Exit.usage, "LINK is empty: give a name, an altname or #IFINDEX");
    const ifindex = argument.startsWith("#") ? parseIfindex(argument.slice(1)) : undefined;
    if (ifindex !== undefined) indexes.add(ifindex);
    else if (!argument.startsWith("#")) names.add(argument);
    else {
      const message = `${printable(argument)} is not an ifindex: a number from 1 to 2147483647 follows the #`;
      throw new Failure(Exit.usage, message);
    }
  }
  if (args.length === 0) return { see: () => {}, pass: (lines) => [...lines] };
  const kept: Map<number, Line[]> = new Map();
  return {
    see: (links) => {
      const all = [...links];
      for (const { ifindex, name, altnames } of all)
        if (names.has(name) || altnames.some((altname) => names.has(altname))) indexes.add(ifindex);
      for (const { ifindex, master } of all) if (indexes.has(master)) indexes.add(ifindex);
    },
    pass: (lines) => lines.flatMap((line) => passed(line, indexes, kept)),
  };
}

function passed(line: Line, indexes: Set<number>, kept: Map<number, Line[]>): Line[] {
  const { ifindex } = line;
  const before = kept.get(ifindex) ?? [];
  if (ifindex === 0 || indexes.has(ifindex)) {
    kept.delete(ifindex);
    return [...before, line];
  }
  if (before.length < KEPT_MAX && (kept.has(ifindex) || kept.size < LINKS_MAX)) kept.set(ifindex, [...before, line]);
  return [];
}
