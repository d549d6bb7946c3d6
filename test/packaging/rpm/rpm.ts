// SPDX-License-Identifier: MIT
/** `make test-rpm`: tests of the RPM packages that `make rpm` has made, each in a new Debian that has rpm. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { runInDebian } from "../../debian/run.ts";
import { withFolder } from "../../support/folder.ts";
import { projectPath } from "../../support/run.ts";

const { RPM_PACKAGES: packages = "" } = process.env; // of `make rpm`, so that both use one Debian
const folder = "/project/build/rpm"; // in the new Debian
const archive = inProject("build/dist", /\.tar\.gz$/);

test("rpmlint has nothing to say", async () => {
  console.log(await inDebian("rpmlint.sh", folder));
});

test("another build, elsewhere and later, has the same bytes", async () => {
  console.log(await inDebian("again.sh", archive, folder));
});

test("from install to erase", async () => {
  console.log(await inDebian("life.sh", archive, inProject("build/rpm", /^failover-ifname-\d.*64\.rpm$/)));
});

test("the package names the npm packages that are part of the program", () => {
  const spec = readFileSync(projectPath("packaging/rpm/failover-ifname.spec"), "utf8");
  const named = [...spec.matchAll(/bundled\(npm\((.*)\)\) = (.*)/g)].map(([, name, version]) => `${name} ${version}`);
  const makefile = readFileSync(projectPath("Makefile"), "utf8");
  const bundled = /^BUNDLED := (.*)/m.exec(makefile)?.[1]?.split(" ") ?? [];
  assert.deepEqual(named.sort(), bundled.map((name) => `${name} ${versionOf(name)}`).sort());
});

function versionOf(name: string): string {
  return JSON.parse(readFileSync(projectPath(`node_modules/${name}/package.json`), "utf8")).version;
}

/** Runs a script of this folder, and returns what it prints. */
async function inDebian(script: string, ...args: readonly string[]): Promise<string> {
  const debian = { suite: "trixie", packages };
  return await withFolder({}, (results) => runInDebian(debian, results, [`test/packaging/rpm/${script}`, ...args]));
}

/** The path in the new Debian of the one file in a folder whose name matches. */
function inProject(path: string, name: RegExp): string {
  const [file, ...others] = readdirSync(projectPath(path)).filter((entry) => name.test(entry));
  assert.ok(file !== undefined && others.length === 0, `not one file in ${path}: ${name}`);
  return `/project/${path}/${file}`;
}
