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
  readonly obstacle: { readonly transient: boolean } | null;
}

/** Calls the program, and gives back what it printed and its exit status. */
export type Call = (args: readonly string[]) => Outcome;

/**
 * What the program says of each link of a root, by ifindex: `show --json` of all of them, and `name` of those that are
 * given.
 */
export function ask(call: Call, root: string, { links }: Machine, byName: readonly MachineLink[]): Map<number, Answer> {
  const json = call(["show", "--json", "--root", root]);
  assert.equal(json.status, 0, json.stderr);
  const { groups }: { readonly groups: readonly Group[] } = JSON.parse(json.stdout);
  return new Map(
    links.map((link) => {
      const shown = verdictOf(link.ifindex, groups);
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

function verdictOf(ifindex: number, groups: readonly Group[]): Answer {
  const group = groups.find(({ slaves }) => slaves.some((slave) => slave.ifindex === ifindex));
  const slave = group?.slaves.find((slave) => slave.ifindex === ifindex);
  if (group === undefined || slave === undefined) return NO_SLAVE;
  const { role, wanted, rename, via, drop_altnames, add_altnames, obstacle } = slave;
  return {
    role,
    master: group.master.ifindex,
    settled: group.master.settled,
    wanted,
    exit: 0,
    rename,
    obstacle: obstacle === null ? "none" : obstacle.transient ? "wait" : "keep",
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
