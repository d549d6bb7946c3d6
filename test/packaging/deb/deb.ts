// SPDX-License-Identifier: MIT
/**
 * `make test-deb`: tests of the Debian package that `make deb` has made, each in a new Debian that has what the package is to
 * work with. `make test` does not run them: a new Debian takes two to three minutes, until .cache/roots has it.
 */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { withFolder } from "../../support/folder.ts";
import { projectPath, run } from "../../support/run.ts";

const minutes = 60_000;
const folder = "/project/build/deb"; // in the new Debian
const { DEB_PACKAGES: builder = "" } = process.env; // of `make deb`, so that both use one Debian
const system = "linux-image-cloud-amd64 man-db systemd systemd-sysv udev zstd";

test("lintian has nothing to say", async () => {
  console.log(await inDebian("trixie", builder, "lintian.sh", folder));
});

test("another build, elsewhere and later, has the same bytes", async () => {
  console.log(await inDebian("trixie", builder, "again.sh", inProject("build/dist", /\.tar\.gz$/), folder));
});

for (const suite of ["bookworm", "trixie"]) {
  for (const tool of ["initramfs-tools", "dracut"]) {
    test(`from install to purge, ${suite} with ${tool}`, async () => {
      const deb = inProject("build/deb", /^failover-ifname_.*\.deb$/);
      console.log(await inDebian(suite, `${system} ${tool}`, "life.sh", deb));
    });
  }
}

test("the package's own tests, by autopkgtest", async () => {
  console.log(await inDebian("trixie", `${system} autopkgtest dpkg-dev initramfs-tools`, "autopkgtest.sh", folder));
});

/** Runs a script of this folder without network, and returns what it prints. */
async function inDebian(suite: string, packages: string, script: string, ...args: readonly string[]): Promise<string> {
  return await withFolder({}, (results) => {
    const command = ["test/debian/run.sh", suite, packages, results, `test/packaging/deb/${script}`, ...args];
    const env = { ...process.env, OFFLINE: "yes" };
    const { status, stdout, stderr } = run(command, { cwd: projectPath("."), env, timeout: 20 * minutes });
    assert.equal(status, 0, `${stdout}${stderr}`);
    return stdout;
  });
}

/** The path in the new Debian of the one file in a folder whose name matches. */
function inProject(folder: string, name: RegExp): string {
  const [file, ...others] = readdirSync(projectPath(folder)).filter((file) => name.test(file));
  assert.ok(file !== undefined && others.length === 0, `not one file in ${folder}: ${name}`);
  return `/project/${folder}/${file}`;
}
