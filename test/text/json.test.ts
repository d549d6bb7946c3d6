// SPDX-License-Identifier: MIT
/** JSON for byte strings. A strict parser accepts it for any bytes, and it has no control characters for a terminal. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatJson } from "../../src/text/json.ts";
import { assertPrintable } from "../cli/outcome.ts";
import fc from "../support/fast-check.ts";

const strict = new TextDecoder("utf-8", { fatal: true });
const parse = (json: string): unknown => JSON.parse(strict.decode(Buffer.from(json, "latin1")));
const bytesOf = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

const NO_UTF8: readonly (readonly [about: string, bytes: string])[] = [
  ["an overlong / of two bytes", "\xc0\xaf"],
  ["an overlong ESC of three bytes", "\xe0\x80\x9b"],
  ["an overlong U+07FF", "\xe0\x9f\xbf"],
  ["an overlong U+FFFF", "\xf0\x8f\xbf\xbf"],
  ["the first surrogate", "\xed\xa0\x80"],
  ["the last surrogate", "\xed\xbf\xbf"],
  ["U+110000", "\xf4\x90\x80\x80"],
  ["a byte that begins nothing", "\xf5\x80\x80\x80"],
  ["a character cut off", "\xe2\x82"],
  ["U+0085, which a terminal obeys", "\xc2\x85"],
  ["DEL", "\x7f"],
];

for (const [about, bytes] of NO_UTF8) {
  test(`escaped byte by byte: ${about}`, () => assert.equal(parse(formatJson(bytes)), bytes));
}

test("the first and the last character of each length are not escaped", () => {
  for (const character of ["\u00a0", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\uffff", "\u{10000}", "\u{10ffff}"]) {
    assert.equal(formatJson(bytesOf(character)), `"${bytesOf(character)}"`);
  }
});

test("any bytes", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary" }).map(bytesOf),
    fc.constantFrom(...NO_UTF8.map(([, bytes]) => bytes)),
    fc.uint8Array({ maxLength: 4 }).map((bytes) => String.fromCharCode(...bytes)),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const json = `${formatJson({ name: pieces.join("") }, 2)}\n`;
      assertPrintable(strict.decode(Buffer.from(json, "latin1")));
      parse(json);
    }),
  );
});
