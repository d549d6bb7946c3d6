// SPDX-License-Identifier: MIT
/** Names from outside, escaped for a terminal. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { oneLine, printable } from "../../src/text/printable.ts";
import fc from "../support/fast-check.ts";

test("how a name is shown", () => {
  for (const [name, shown] of [
    ["ens3", "ens3"],
    ["a b~!", "a b~!"],
    ["", ""],
    ["\x1b[31m", "\\x1b[31m"],
    ["a\nb\r\t\0", "a\\x0ab\\x0d\\x09\\x00"],
    ["\x0f\x10\x1f", "\\x0f\\x10\\x1f"],
    ["\x7f\x80\x9b\xa0\xff", "\\x7f\\x80\\x9b\\xa0\\xff"],
    ["\\x1b", "\\x5cx1b"],
  ] as const) {
    assert.equal(printable(name), shown);
  }
});

test("how a message is shown: a backslash is not escaped", () => {
  assert.equal(oneLine("eth\\x1b: a\nb \x1b[m\xff"), "eth\\x1b: a\\x0ab \\x1b[m\\xff");
});

test("any name is shown in printable ASCII, and differs from any other", () => {
  const names = fc.array(fc.nat(255)).map((codes) => String.fromCharCode(...codes));
  fc.assert(
    fc.property(names, (name) => {
      const shown = printable(name);
      assert.match(shown, /^[ -~]*$/);
      const back = shown.replace(/\\x([0-9a-f]{2})/g, (_, code: string) =>
        String.fromCharCode(Number.parseInt(code, 16)),
      );
      assert.equal(back, name);
    }),
  );
});
