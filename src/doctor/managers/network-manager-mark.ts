// SPDX-License-Identifier: MIT
import type { Files } from "../../host/files.ts";
import { matchesGlob } from "../../text/glob.ts";
import { placedFiles } from "../precedence.ts";
import { RULE } from "../rule.ts";
import { parseRules, type Term } from "../rule-lines.ts";
import { linesForSlaves } from "../rule-reach.ts";
import type { ManagedSlave } from "./slave.ts";

/** The udev property that makes NetworkManager leave a link alone if it is "1". */
export const MARK = "NM_UNMANAGED";

export interface RulePlace {
  readonly path: string;
  readonly line: number;
}

/** The last line of a udev rule after that of this program that gives the mark of the slave another value. */
export function clearingLine(files: Files, slave: ManagedSlave): RulePlace | undefined {
  const later = placedFiles(files, "udev/rules.d", ".rules").filter((file) => file.name > RULE);
  const lines = later.flatMap(({ path, text }) =>
    linesForSlaves(parseRules(text), { names: [slave.name], devices: undefined }, true)
      .filter(({ terms }) => terms.some(clears) && terms.every((term) => isMet(term, slave)))
      .map(({ number }) => ({ path, line: number })),
  );
  return lines.at(-1);
}

function clears({ key, operator, value }: Term): boolean {
  return key === `ENV{${MARK}}` && operator === "=" && value !== "1";
}

/** Does the slave meet a term about its MAC, or about what is in udev's database? */
function isMet({ key, operator, value }: Term, { mac, property }: ManagedSlave): boolean {
  if (operator !== "==" && operator !== "!=") return true;
  const name = /^ENV\{(.*)\}$/.exec(key)?.[1];
  if (name === undefined && key !== "ATTR{address}") return true;
  return matchesGlob(name === undefined ? mac : (property(name) ?? ""), value) === (operator === "==");
}
