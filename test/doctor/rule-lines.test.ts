// SPDX-License-Identifier: MIT
/** How the lines of a rules file become rules, as udevd does it (src/udev/udev-rules.c, udev_rules_parse_file). */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRules } from "../../src/doctor/rule-lines.ts";

const cases: readonly (readonly [about: string, text: string, rules: readonly string[]])[] = [
  ["a line each", 'A="1"\n# B="2"\n\nC="3"', ["1-1 A", "4-4 C"]],
  ["continued", 'A="1", \\\n\tB="2"\nC="3"\n', ["1-2 A B", "3-3 C"]],
  ["a comment within it", 'A="1", \\\n # no\nB="2"\nC="3"\n', ["1-3 A B", "4-4 C"]],
  [
    "a comment within it that ends as if it were continued",
    'A="1", \\\n # no \\\nB="2"\nC="3"\n',
    ["1-3 A B", "4-4 C"],
  ],
  ["a comment that ends as if it were continued", '# no \\\nA="1"\n', ["2-2 A"]],
  ["an empty line ends it", 'A="1", \\\n\nB="2"\n', ["1-2 A", "3-3 B"]],
  ["nothing but a backslash begins it", '\\\nA="1"\nB="2"\n', ["1-2 A", "3-3 B"]],
  ["the end of the file cuts it off", 'A="1"\nB="2", \\', ["1-1 A"]],
  ["a space after the backslash", 'A="1" \\ \nB="2"\n', ["1-1 A", "2-2 B"]],
  ["lines as on Windows", 'A="1", \\\r\nB="2"\r\nC="3"\r\n', ["1-2 A B", "3-3 C"]],
];

for (const [about, text, expected] of cases) {
  test(about, () => {
    const rules = parseRules(text).map(
      ({ number, last, terms }) => `${number}-${last} ${terms.map(({ key }) => key).join(" ")}`,
    );
    assert.deepEqual(rules, expected);
  });
}
