// SPDX-License-Identifier: MIT
/** What the program says of a machine, in the reference's words. */
import assert from "node:assert/strict";
import { inspect } from "node:util";
import type { Outcome } from "../support/run.ts";
import type { Machine, MachineLink } from "./machine.ts";
import type { Verdict } from "./reference.ts";

export const NO_SLAVE = "no failover slave";

/** A text is no verdict, but what the program did in its place. */
type Answer = Verdict | string;

/** `show --json`, as far as it is compared here. */
interface Group {
  readonly master: { readonly ifindex: number; readonly settled: boolean };
  readonly slaves: readonly ShownSlave[];
}

interface ShownSlave {
  readonly ifindex: number;
  readonly role: Verdict["role"];
  readonly wanted: string | null;
  readonly rename: string | null;
  readonly via: string | null;
  readonly drop_altnames: readonly { readonly altname: string; readonly ifindex: number }[];
  readonly add_altnames: readonly string[];
  readonly obstacle: string | null;
}

/** Calls the program, and gives back what it printed and its exit status. */
export type Call = (args: readonly string[]) => Outcome;

/**
 * What the program says of each link of a root, by ifindex: `show` of all of them, as JSON and, where something is in the way, as a table, and `name` of
 * those that are given.
 */
export function ask(call: Call, root: string, { links }: Machine, byName: readonly MachineLink[]): Map<number, Answer> {
  const json = call(["show", "--json", "--root", root]);
  assert.equal(json.status, 0, json.stderr);
  const groups: readonly Group[] = JSON.parse(json.stdout);
  const inTheWay = groups.some(({ slaves }) => slaves.some(({ obstacle }) => obstacle !== null));
  const table = inTheWay ? call(["show", "--root", root]).stdout : "";
  return new Map(
    links.map((link) => {
      const shown = verdictOf(link.ifindex, groups, table);
      if (!byName.includes(link)) return [link.ifindex, shown];
      return [link.ifindex, withName(shown, call(["name", "--root", root, "--", handleOf(link)]))];
    }),
  );
}

/** A link by its number, its name or an altname, in turn. */
function handleOf({ ifindex, name, altnames }: MachineLink): string {
  const handles = [`#${ifindex}`, ...[name, ...altnames].filter((handle) => /^\w[!-~]*$/.test(handle))];
  return handles[ifindex % handles.length] ?? name;
}

function verdictOf(ifindex: number, groups: readonly Group[], table: string): Answer {
  const group = groups.find(({ slaves }) => slaves.some((slave) => slave.ifindex === ifindex));
  const slave = group?.slaves.find((slave) => slave.ifindex === ifindex);
  if (group === undefined || slave === undefined) return NO_SLAVE;
  const { role, wanted, rename, via, drop_altnames, add_altnames } = slave;
  // LINK, ifindex, STATE, ROLE, WANTED, and the first word of what rename would do.
  const [, does] = new RegExp(`^- \\S+ +${ifindex} +\\S+ +\\S+ +\\S+ +(\\w+)`, "m").exec(table) ?? [];
  return {
    role,
    master: group.master.ifindex,
    settled: group.master.settled,
    wanted,
    exit: 0,
    rename,
    obstacle: does === "wait" || does === "keep" ? does : "none",
    via,
    dropAltnames: drop_altnames.map(({ altname, ifindex }) => `${altname} #${ifindex}`).sort(),
    addAltnames: [...add_altnames].sort(),
  };
}

/** What `name` says must be the same name, or none with an exit status. */
function withName(shown: Answer, { status, stdout }: Outcome): Answer {
  const differs = `${inspect(shown)} in show, but name exits with ${status} and prints ${stdout}`;
  if (typeof shown === "string") return status === 1 && stdout === "" ? shown : differs;
  const name = status === 0 ? `${shown.wanted}\n` : "";
  return (status === 0 || status === 4 || status === 6) && stdout === name ? { ...shown, exit: status } : differs;
}
