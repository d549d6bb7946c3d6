// SPDX-License-Identifier: MIT
import { readFileSync } from "node:fs";
import { projectPath } from "../support/run.ts";

/** A call of the program in a page, and the output that the page shows. */
export interface Screen {
  readonly page: string;
  readonly line: number;
  /** The words after `failover-ifname`. */
  readonly args: readonly string[];
  readonly output: string;
}

/**
 * The captured roots of a page, by the name that its screens use for `--root`. The page has a comment for each:
 * `screens: NAME is PATH`. A PATH is relative to the project.
 */
export function rootsOf(page: string): { readonly [name: string]: string } {
  const comments = textOf(page).matchAll(/screens: (\S+) is (test\/\S+)/g);
  return Object.fromEntries([...comments].map(([, name = "", path = ""]) => [name, path]));
}

/** The commands of a page whose screens are not run, with the reason: `screens: COMMAND is not run, REASON`. */
export function notRunIn(page: string): { readonly [command: string]: string } {
  const comments = textOf(page).matchAll(/screens: (\S+) is not run, (.*?)(?: -->)?$/gm);
  return Object.fromEntries([...comments].map(([, command = "", reason = ""]) => [command, reason]));
}

/**
 * The screens of a page: a line `$ failover-ifname …` in a block of code, and what follows until the next line with `$ ` or
 * the end of the block. A call without output is none, for it is an example and not a screen.
 */
export function screensOf(page: string): Screen[] {
  const isManual = /\.[58]$/.test(page);
  const [start, end] = isManual ? [/^\.EX$/, /^\.EE$/] : [/^ *```/, /^ *```$/];
  const screens: { page: string; line: number; args: string[]; output: string }[] = [];
  let isCode = false;
  let screen: (typeof screens)[number] | undefined;
  for (const [index, raw] of textOf(page).split("\n").entries()) {
    const isBorder = isCode ? end.test(raw) : start.test(raw);
    if (isBorder) isCode = !isCode;
    const line = isManual ? unescapeRoff(raw) : raw;
    if (isBorder || line.startsWith("$ ")) screen = undefined;
    const [, args] = /^\$ failover-ifname (.*)$/.exec(line) ?? [];
    if (isCode && args !== undefined) {
      screen = { page, line: index + 1, args: args.split(" "), output: "" };
      screens.push(screen);
    } else if (screen !== undefined) screen.output += `${line}\n`;
  }
  return screens.filter(({ output }) => output !== "");
}

function unescapeRoff(line: string): string {
  return line
    .replace(/^\\&/, "")
    .replace(/\\-/g, "-")
    .replace(/\\\(aq/g, "'")
    .replace(/\\e/g, "\\");
}

function textOf(page: string): string {
  return readFileSync(projectPath(page), "latin1");
}
