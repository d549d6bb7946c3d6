// SPDX-License-Identifier: MIT

/** A line of a udev rules file: what it compares and what it sets (udev(7)). */
export interface RuleLine {
  /** The number of its first line in the file. A backslash at the end of a line joins it with the next one. */
  readonly number: number;
  /** The number of its last line. */
  readonly last: number;
  readonly terms: readonly Term[];
}

export interface Term {
  /** Such as "NAME", or "ATTR{address}". */
  readonly key: string;
  readonly operator: "==" | "!=" | "=" | "+=" | "-=" | ":=";
  readonly value: string;
}

/** The lines of a rules file. What is not a rule is left out: udevd ignores it, with a message in the log. */
export function parseRules(text: string): RuleLine[] {
  const lines: RuleLine[] = [];
  let joined = "";
  let first = 1;
  text.split("\n").forEach((line, index) => {
    if (joined === "") first = index + 1;
    const isComment = line.trimStart().startsWith("#");
    if (!isComment && line.endsWith("\\")) {
      joined += line.slice(0, -1);
      return;
    }
    const terms = isComment ? [] : parseTerms(joined + line);
    joined = "";
    if (terms.length > 0) lines.push({ number: first, last: index + 1, terms });
  });
  return lines;
}

const TERM = /([A-Z_]+(?:\{[^}]*\})?)\s*(==|!=|\+=|-=|:=|=)\s*[ei]{0,2}"((?:[^"\\]|\\.)*)"/g;

function parseTerms(line: string): Term[] {
  return [...line.matchAll(TERM)].map(([, key = "", operator = "", value = ""]) => ({
    key,
    operator: operator as Term["operator"],
    value,
  }));
}
