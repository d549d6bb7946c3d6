// SPDX-License-Identifier: MIT
/** How lines become settings, as systemd does it (src/shared/conf-parser.c, config_parse). */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSections } from "../../src/doctor/sections.ts";

const cases: readonly (readonly [about: string, text: string, settings: readonly string[]])[] = [
  ["a line each", "[A]\nb=1\n; c=2\n\nc = 3 \n", ["2 A b=1", "5 A c=3"]],
  ["continued", "[A]\nb=1\\\n2\nc=3\n", ["2 A b=1 2", "4 A c=3"]],
  ["a comment within it", "[A]\nb=1 \\\n# \\\n;no\n2\nc=3\n", ["2 A b=1  2", "6 A c=3"]],
  ["an empty line ends it", "[A]\nb=1\\\n\nc=3\n", ["2 A b=1", "4 A c=3"]],
  ["an escaped backslash does not continue it", "[A]\nb=1\\\\\nc=3\n", ["2 A b=1\\\\", "3 A c=3"]],
  ["nor does it if it is continued", "[A]\nb=1\\\n\\\\\nc=3\n", ["2 A b=1 \\\\", "4 A c=3"]],
  ["the end of the file ends it", "[A]\nb=1\\", ["2 A b=1"]],
];

for (const [about, text, expected] of cases) {
  test(about, () => {
    const settings = parseSections(text).map(({ line, section, key, value }) => `${line} ${section} ${key}=${value}`);
    assert.deepEqual(settings, expected);
  });
}
