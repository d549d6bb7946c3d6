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
  /** In lower case if case is ignored. */
  readonly value: string;
  readonly ignoresCase: boolean;
}

/**
 * The lines of a rules file (src/udev/udev-rules.c, udev_rules_parse_file). What is not a rule is left out: udevd ignores it,
 * with a message in the log. So is a rule that the end of the file cuts off.
 */
export function parseRules(text: string): RuleLine[] {
  const lines: RuleLine[] = [];
  let joined: string | undefined;
  let first = 1;
  text.split(/\r?\n/).forEach((raw, index) => {
    const line = raw.trimStart();
    // Also within a rule that is continued, and whatever its end.
    if (line.startsWith("#")) return;
    if (joined === undefined) first = index + 1;
    joined = (joined ?? "") + line;
    if (joined.endsWith("\\")) {
      joined = joined.slice(0, -1);
      return;
    }
    const terms = parseTerms(joined);
    joined = undefined;
    if (terms.length > 0) lines.push({ number: first, last: index + 1, terms });
  });
  return lines;
}

const TERM = /([A-Z_]+(?:\{[^}]*\})?)\s*(==|!=|\+=|-=|:=|=)\s*([ei]{0,2})"((?:[^"\\]|\\.)*)"/g;

function parseTerms(line: string): Term[] {
  return [...line.matchAll(TERM)].map(([, key = "", operator = "", prefix = "", value = ""]) => {
    const ignoresCase = prefix.includes("i");
    return {
      key,
      operator: operator as Term["operator"],
      value: ignoresCase ? value.toLowerCase() : value,
      ignoresCase,
    };
  });
}
