// SPDX-License-Identifier: MIT
import type { Colors } from "picocolors/types";
import { Exit, type ExitCode } from "../errors.ts";
import { observe } from "../failover/group.ts";
import type { Fact } from "../failover/kind.ts";
import type { Host } from "../host/host.ts";
import type { Machine } from "../machine/machine.ts";
import type { Link } from "../netlink/link.ts";
import { formatJson } from "../text/json.ts";
import { printable } from "../text/printable.ts";
import { type Column, layOut } from "../text/table.ts";
import { answerFor } from "./explain-answer.ts";
import { factsOf } from "./explain-facts.ts";
import { findLink, lookupIn } from "./find-link.ts";
import type { Style } from "./options.ts";
import { findPosition, type Position } from "./position.ts";

/**
 * `explain LINK`: prints what the link is and why it gets its name, then the facts that decide this, all from one look. Exit
 * status 1 if the link is neither a failover slave nor a failover master.
 */
export function explain(host: Host, machine: Machine, argument: string, { json, colors, width }: Style): ExitCode {
  const observation = observe(machine);
  const link = findLink(lookupIn(observation.links), argument);
  const position = findPosition(machine, observation, link);
  const answer = answerFor(machine, position, link);
  const facts = factsOf(machine, observation.links, position, link);
  host.out(json ? `${formatJson(toJson(link, position, answer, facts), 2)}\n` : toText(answer, facts, colors, width));
  return position.is === "other" ? Exit.notSlave : Exit.done;
}

function toJson(link: Link, position: Position, answer: readonly string[], facts: readonly Fact[]): unknown {
  const [role, master] =
    position.is === "slave"
      ? [position.slave.role, position.slave.master]
      : position.is === "master"
        ? ["master", position.master]
        : [null, undefined];
  return {
    ifindex: link.ifindex,
    name: link.name,
    role,
    kind: master?.kind.name ?? null,
    master: master?.link.name ?? null,
    wanted: position.is === "slave" ? (position.plan.wanted.name ?? null) : null,
    answer: answer.join(" "),
    facts,
  };
}

function toText(answer: readonly string[], facts: readonly Fact[], colors: Colors, width: number): string {
  const answers = layOut(
    answer.map((sentence) => [printable(sentence)]),
    [{}],
    width,
  )
    .flat()
    .map((line) => colors.bold(line));
  const rows = facts.map(({ fact, source }, index) => [`${index + 1}`, printable(fact), printable(source)]);
  return `${[...answers, "", ...layOut(rows, columnsFor(width), width).flat()].join("\n")}\n`;
}

/** The facts get a little more than half of a terminal. */
function columnsFor(width: number): readonly Column[] {
  return [{ align: "right" }, { maxWidth: Math.max(20, Math.ceil((width - 6) * 0.55)) }, {}];
}
