// SPDX-License-Identifier: MIT
/** The committed picture is drawn from the committed recording, and its texts agree with the recording. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { draw } from "./draw.ts";
import { picturePath, type Recording, recordingPath } from "./recording.ts";
import { type Box, widthOf } from "./shapes.ts";
import { sizes } from "./style.ts";

const recording = JSON.parse(await readFile(recordingPath, "utf8")) as Recording;
const { stock, withRule } = recording;

test("docs/hotplug.svg is docs/hotplug.json drawn", async () => {
  assert.equal(await readFile(picturePath, "utf8"), draw(recording));
});

test("the primary is called after its slot without the rule, and after its master with it", () => {
  assert.deepEqual(stock.trio, { master: "ens3", standby: "ens3nsby", primary: "ens4" });
  assert.deepEqual(withRule.trio, { master: "ens3", standby: "ens3nsby", primary: "ens3npf" });
  for (const { renames, trio, kernelName } of [stock, withRule]) {
    assert.notEqual(kernelName, trio.primary);
    assert.equal(renames.at(-1)?.to, trio.primary);
  }
});

test("the kernel enslaves and opens the primary before udevd looks at it, and nobody renames it meanwhile", () => {
  for (const { enslaved, opens, udevd, renames } of [stock, withRule]) {
    const [add, ...others] = udevd;
    assert.equal(add?.action, "add");
    inOrder([0, enslaved, opens.from, opens.to, add.span.from, ...renames.map(({ span }) => span.from), add.span.to]);
    inOrder([add.span.to, ...others.flatMap(({ span }) => [span.from, span.to])]);
    for (const { span, move } of renames) inOrder([span.from, move, span.to]);
  }
});

test("with the rule the program says the name, udevd gives it, and the program looks again", () => {
  assert.deepEqual(stock.programs, []);
  const [name, rename, ...others] = withRule.programs;
  assert.deepEqual([name?.command, rename?.command], ["name", "rename"]);
  assert.deepEqual(new Set(others.map(({ command }) => command)), new Set(["name"]));
  const [given, ...moreRenames] = withRule.renames;
  assert.deepEqual([given?.by, moreRenames], ["udevd", []]);
  inOrder([name, given, rename].flatMap((step) => [step?.span.from, step?.span.to]).map(Number));
});

test("no label lies on another or reaches out of the picture", () => {
  const svg = draw(recording);
  const [, width, height] = (/viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? []).map(Number);
  const labels = labelsOf(svg);
  assert.equal(labels.length, svg.split("<text").length - 1);
  for (const [index, { content, x, y, ...label }] of labels.entries()) {
    assert.ok(x >= 0 && y >= 0 && x + label.width <= Number(width) && y + label.height <= Number(height), content);
    for (const other of labels.slice(index + 1)) {
      const apart =
        x + label.width <= other.x ||
        other.x + other.width <= x ||
        y + label.height <= other.y ||
        other.y + other.height <= y;
      assert.ok(apart, `'${content}' and '${other.content}'`);
    }
  }
});

function inOrder(times: number[]): void {
  assert.deepEqual(
    times,
    [...times].sort((one, other) => one - other),
  );
}

/** The texts of the picture, each with the area that it covers. */
function labelsOf(svg: string): (Box & { content: string })[] {
  const texts = /<text(?: class="([^"]*)")? x="([\d.]+)" y="([\d.]+)" text-anchor="(\w+)">(.*)<\/text>/g;
  return [...svg.matchAll(texts)].map(([, className, x, y, anchor, inner = ""]) => {
    const size = className === "title" ? sizes.title : inner.includes("tspan") ? sizes.heading : sizes.label;
    const content = inner.replace(/<[^>]*>/g, "");
    const width = widthOf(content, size);
    const before = anchor === "start" ? 0 : anchor === "middle" ? width / 2 : width;
    return { content, x: Number(x) - before, y: Number(y) - size, width, height: size };
  });
}
