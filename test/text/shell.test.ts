// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { test } from "node:test";
import { shellWord } from "../../src/text/shell.ts";
import fc from "../support/fast-check.ts";
import { run } from "../support/run.ts";

test("the names that people give stay as they are", () => {
  for (const word of ["ens3npf", "/etc/udev/rules.d/70-x.rules", "eth0.5", "a@b"]) assert.equal(shellWord(word), word);
});

test("the home directory does not take the place of a name", () => {
  for (const word of ["~", "~root", "~/x"])
    assert.equal(run(["sh", "-c", `printf %s ${shellWord(word)}`]).stdout, word);
});

test("a shell takes any other name as one word", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[ -~]{1,20}$/), (word) => {
      assert.equal(run(["sh", "-c", `printf %s ${shellWord(word)}`]).stdout, word);
    }),
  );
});
