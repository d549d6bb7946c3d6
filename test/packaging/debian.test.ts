// SPDX-License-Identifier: MIT
/** What the files of the Debian package repeat of other files. `make test-deb` tests the package itself. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { projectPath } from "../support/run.ts";

test("the Debian package has the version of the program", () => {
  const { version } = JSON.parse(read("package.json")) as { version: string };
  const [, packaged] = /^failover-ifname \((.*)-\d+\)/.exec(read("packaging/debian/changelog")) ?? [];
  assert.equal(packaged, version);
});

test("its copyright file has the holders and the licence of each npm package that is part of the program", () => {
  const paragraphs = read("packaging/debian/copyright").split("\n\n").map(fieldsOf);
  const [, bundled = ""] = /^BUNDLED := (.*)$/m.exec(read("Makefile")) ?? [];
  assert.notEqual(bundled, "");
  for (const name of bundled.split(" ")) {
    const original = read(`node_modules/${name}/LICENSE`);
    const [, holders = ""] = /Copyright \(c\) ([^<\n]*)/.exec(original) ?? [];
    const files = paragraphs.find(({ Files }) => Files === `node_modules/${name}/*`);
    assert.equal(files?.Copyright?.replace(/ <.*/, ""), holders.trim(), name);
    const licence = paragraphs.find((fields) => !fields.Files && fields.License?.startsWith(`${files?.License} `));
    const text = words(licence?.License ?? "").replace(/^\S+ /, "");
    assert.ok(text.length > 100 && words(original).endsWith(text), `${name}: other words`);
  }
});

/** The fields of a paragraph, each as one line. */
function fieldsOf(paragraph: string): { readonly [name: string]: string } {
  const lines = paragraph.trim().replace(/\n\s+/g, " ").split("\n");
  return Object.fromEntries(lines.map((line) => line.split(/:\s*(.*)/)));
}

/** Without line breaks, quotation marks, and the dots that stand for empty lines. */
function words(licence: string): string {
  const all = licence.replace(/['"]/g, "").split(/\s+/);
  return all.filter((word) => word !== "" && word !== ".").join(" ");
}

function read(path: string): string {
  return readFileSync(projectPath(path), "utf8");
}
