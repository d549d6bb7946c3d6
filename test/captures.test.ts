// SPDX-License-Identifier: MIT
/**
 * Every captured root in captures/ and neighbours/: what both hosts make of it, byte for byte the same, and the names and
 * reasons that its about.json says. neighbours/ has what looks like failover and is not, and failover among such links. A
 * new case needs no code.
 */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import type { Fact } from "../src/failover/kind.ts";
import { ABOUT_FOLDERS, type About, readAbout } from "./support/about.ts";
import { NODE, QUICKJS, runProgram } from "./support/executables.ts";
import { runInProcess } from "./support/in-process.ts";
import { neighboursTable } from "./support/neighbours-table.ts";
import { type Outcome, projectPath } from "./support/run.ts";

for (const { folder, name } of ABOUT_FOLDERS) {
  const root = projectPath(`${folder}/${name}`);
  const { about, names, why, show } = readAbout(root);

  // The neighbours are many. Of them, the executable gets each root, but not each link.
  const isCapture = folder === "test/captures";
  const run = isCapture ? runBoth : runInProcess;

  test(`${name}: ${about}`, () => {
    const table = runBoth(["show", "--root", root]);
    assert.equal(table.status, 0);
    if (isCapture) assert.deepEqual(runProgram(NODE, ["show", "--root", root]), table);
    if (show !== undefined) assert.deepEqual(table.stdout.split("\n"), [...show, ""]);
    assert.ok(Array.isArray(JSON.parse(runBoth(["show", "--json", "--root", root]).stdout).groups));

    const found: string[] = [];
    for (const ifindex of ifindexes(root)) {
      const explained = run(["explain", "--root", root, `#${ifindex}`]);
      const { status, stdout } = run(["name", "--root", root, `#${ifindex}`]);
      if (stdout !== "") found.push(stdout.trimEnd());
      assert.ok([0, 1].includes(explained.status ?? -1), `#${ifindex}: ${explained.stderr}`);
      if (explained.status === 1) assert.equal(status, 1, `#${ifindex}: what is no slave has no name`);
      else if (status === 1) assert.match(explained.stdout, / master /, `#${ifindex}: only a master has no name`);
    }

    const all = Object.values(names).filter((wanted) => wanted !== null);
    assert.deepEqual(found.sort(), all.sort(), "no other link has a wanted name");

    for (const [link, wanted] of Object.entries(names)) {
      const { status, stdout, stderr } = run(["name", "--root", root, link]);
      if (wanted !== null)
        assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: `${wanted}\n`, stderr: "" });
      else assert.ok(stdout === "" && [1, 4, 6].includes(status ?? 0), `${link}: ${status} ${stdout}${stderr}`);
    }

    for (const [link, reason] of Object.entries(why ?? {})) {
      const json = runInProcess(["explain", "--json", "--root", root, link]).stdout;
      const { facts }: { readonly facts: readonly Fact[] } = JSON.parse(json);
      const texts = facts.map(({ fact }) => fact);
      assert.ok(
        texts.some((text) => text.includes(reason)),
        `${link}: no fact says "${reason}": ${texts.join("; ")}`,
      );
    }
  });
}

test("each neighbour says for each of its names why, and where it comes from", () => {
  const neighbours = ABOUT_FOLDERS.filter(({ folder }) => folder === "test/neighbours");
  assert.ok(neighbours.length > 0);
  for (const { folder, name } of neighbours) {
    const { names, why = {}, source = "" }: About = readAbout(projectPath(`${folder}/${name}`));
    assert.deepEqual(Object.keys(why), Object.keys(names), name);
    assert.match(source, /^(recorded|by hand): ./, name);
  }
});

test("docs/neighbours.md is up to date: node --import tsx test/support/write-neighbours-table.ts", () => {
  assert.equal(readFileSync(projectPath("docs/neighbours.md"), "utf8"), neighboursTable());
});

/** The links of a root, from where the program reads them too. */
function ifindexes(root: string): number[] {
  if (existsSync(`${root}/ip-link.json`)) {
    const links: readonly { readonly ifindex?: number }[] = JSON.parse(readFileSync(`${root}/ip-link.json`, "latin1"));
    return links.flatMap(({ ifindex }) => ifindex ?? []);
  }
  return readdirSync(`${root}/sys/class/net`)
    .map((name) => `${root}/sys/class/net/${name}/ifindex`)
    .filter((file) => existsSync(file))
    .map((file) => Number(readFileSync(file, "latin1")));
}

/** What the program does, which must not depend on the host. */
function runBoth(args: readonly string[]): Outcome {
  const outcome = runProgram(QUICKJS, args);
  assert.deepEqual(outcome, runInProcess(args));
  return outcome;
}
