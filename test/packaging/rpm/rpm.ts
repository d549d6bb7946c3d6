// SPDX-License-Identifier: MIT
/** `make test-rpm`: tests of the RPM packages that `make rpm` has made, each in a new Debian that has rpm. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runInDebian } from "../../debian/run.ts";
import { withFolder } from "../../support/folder.ts";
import { projectPath } from "../../support/run.ts";
import { projectFile } from "../project-file.ts";

const { RPM_PACKAGES: packages = "" } = process.env; // of `make rpm`, so that both use one Debian
const folder = "/project/build/rpm"; // in the new Debian
const archive = projectFile("build/dist", /\.tar\.gz$/);

test("rpmlint has nothing to say", async () => {
  console.log(await inDebian("rpm/rpmlint.sh", folder));
});

test("another build, elsewhere and later, has the same bytes", async () => {
  console.log(await inDebian("build-again.sh", "build-rpm.sh", archive, folder));
});

test("from install to erase", async () => {
  console.log(await inDebian("rpm/life.sh", archive, projectFile("build/rpm", /^failover-ifname-\d.*64\.rpm$/)));
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

/** Runs a script of test/packaging/, and returns what it prints. */
async function inDebian(script: string, ...args: readonly string[]): Promise<string> {
  const debian = { suite: "trixie", packages };
  return await withFolder({}, (results) => runInDebian(debian, results, [`test/packaging/${script}`, ...args]));
}
