// SPDX-License-Identifier: MIT
/**
 * Every captured root below captures/ that has an about.json: what both hosts make of it, byte for byte the same, and the
 * names that about.json says. A new case needs no code.
 */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { NODE, QUICKJS, runProgram } from "./support/executables.ts";
import { runInProcess } from "./support/in-process.ts";
import { type Outcome, projectPath } from "./support/run.ts";

interface About {
  /** What the capture shows, in a sentence. */
  readonly about: string;
  /** What `name` says of links, or of "#" and an ifindex; null where it gives no name. */
  readonly names: { readonly [link: string]: string | null };
  /** What `show` prints, line by line; may be left out. */
  readonly show?: readonly string[];
}

const captures = projectPath("test/captures");
const names = readdirSync(captures).filter((name) => existsSync(`${captures}/${name}/about.json`));

for (const name of names.sort()) {
  const root = `${captures}/${name}`;
  const { about, names, show }: About = JSON.parse(readFileSync(`${root}/about.json`, "latin1"));

  test(`${name}: ${about}`, () => {
    const table = runBoth(["show", "--root", root]);
    assert.equal(table.status, 0);
    assert.deepEqual(runProgram(NODE, ["show", "--root", root]), table);
    if (show !== undefined) assert.deepEqual(table.stdout.split("\n"), [...show, ""]);
    assert.ok(Array.isArray(JSON.parse(runBoth(["show", "--json", "--root", root]).stdout)));

    for (const ifindex of ifindexes(root)) {
      const explained = runBoth(["explain", "--root", root, `#${ifindex}`]);
      const { status } = runBoth(["name", "--root", root, `#${ifindex}`]);
      assert.ok([0, 1].includes(explained.status ?? -1), `#${ifindex}: ${explained.stderr}`);
      assert.equal(status === 1, explained.status === 1, `#${ifindex}: what is no slave has no name`);
    }

    for (const [link, wanted] of Object.entries(names)) {
      const { status, stdout, stderr } = runBoth(["name", "--root", root, link]);
      if (wanted !== null)
        assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: `${wanted}\n`, stderr: "" });
      else assert.ok(stdout === "" && [1, 4, 6].includes(status ?? 0), `${link}: ${status} ${stdout}${stderr}`);
    }
  });
}

test("there are captures, and each says what it shows", () => {
  assert.ok(names.length > 0);
  assert.deepEqual(names, readdirSync(captures).sort());
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
