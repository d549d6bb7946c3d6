// SPDX-License-Identifier: MIT
/** Tables: widths, alignment, wrapping. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../src/text/table.ts";
import fc from "../support/fast-check.ts";

test("columns are as wide as their widest cell, and lines have no spaces at their end", () => {
  const rows = [
    ["LINK", "#", "STATE"],
    ["ens3", "2", "up"],
    ["- ens3nsby", "14", ""],
  ];
  assert.deepEqual(layOut(rows, [{ maxWidth: 17 }, { maxWidth: 10, align: "right" }, { maxWidth: 5 }]), [
    ["LINK         #  STATE"],
    ["ens3         2  up"],
    ["- ens3nsby  14"],
  ]);
});

test("a cell that is too wide is wrapped at a space, and the other cells of its row are not repeated", () => {
  assert.deepEqual(layOut([["ens4", "rename to ens3npf", "x"]], [{ maxWidth: 8 }, { maxWidth: 10 }, { maxWidth: 1 }]), [
    ["ens4  rename to  x", "      ens3npf"],
  ]);
});

test("a word that is too long is cut", () => {
  assert.deepEqual(layOut([["abcdefgh i"]], [{ maxWidth: 3 }]), [["abc", "def", "gh", "i"]]);
  assert.deepEqual(layOut([["abc def"]], [{ maxWidth: 3 }]), [["abc", "def"]]);
});

test("however narrow the table must be, the last column keeps twenty characters", () => {
  const rows = [
    ["a link with a name", "a fact that takes more than twenty characters, and some words of more than twenty"],
  ];
  for (let width = 0; width <= 40; width++) {
    const lines = layOut(rows, [{}, {}], width).flat();
    for (const line of lines) assert.ok(line.length <= "a link with a name  ".length + 20, `width ${width}: ${line}`);
  }
});

test("a cell that is absent counts as empty, and no rows make no lines", () => {
  assert.deepEqual(layOut([["a"]], [{ maxWidth: 3 }, { maxWidth: 3 }]), [["a"]]);
  assert.deepEqual(layOut([], [{ maxWidth: 3 }]), []);
});

test("no line is wider than the columns, and no character is lost", () => {
  const cell = fc.string({ unit: fc.constantFrom("a", "b", " "), maxLength: 30 });
  const check = (left: string, right: string): void => {
    const lines = layOut([[left, right]], [{ maxWidth: 7 }, { maxWidth: 5, align: "right" }]).flat();
    for (const line of lines) assert.ok(line.length <= 7 + 2 + 5, line);
    assert.equal(lines.join("").replaceAll(" ", "").length, (left + right).replaceAll(" ", "").length);
  };
  fc.assert(fc.property(cell, cell, check));
});
