// SPDX-License-Identifier: MIT
/**
 * `make test-deb`: tests of the Debian package that `make deb` has made, each in a new Debian that has what the package is to
 * work with. `make test` does not run them: a new Debian takes two to three minutes, until .cache/roots has it.
 */
import { test } from "node:test";
import { runInDebian } from "../../debian/run.ts";
import { withFolder } from "../../support/folder.ts";
import { projectFile } from "../project-file.ts";

/** In milliseconds. dracut takes minutes to make an initramfs on a busy machine. */
const limit = 1_200_000;
const folder = "/project/build/deb"; // in the new Debian
const archive = projectFile("build/dist", /\.tar\.gz$/);
const { DEB_PACKAGES: builder = "" } = process.env; // of `make deb`, so that both use one Debian
const system = "linux-image-cloud-amd64 man-db systemd systemd-sysv udev zstd";

test("lintian has nothing to say", async () => {
  console.log(await inDebian("trixie", builder, "deb/lintian.sh", folder));
});

test("another build, elsewhere and later, has the same bytes", async () => {
  console.log(await inDebian("trixie", builder, "build-again.sh", "build-deb.sh", archive, folder));
});

for (const suite of ["bookworm", "trixie"]) {
  for (const tool of ["initramfs-tools", "dracut"]) {
    test(`from install to purge, ${suite} with ${tool}`, async () => {
      const deb = projectFile("build/deb", /^failover-ifname_.*\.deb$/);
      console.log(await inDebian(suite, `${system} ${tool}`, "deb/life.sh", deb));
    });
  }
}

test("the package's own tests, by autopkgtest", async () => {
  console.log(await inDebian("trixie", `${system} autopkgtest dpkg-dev initramfs-tools`, "deb/autopkgtest.sh", folder));
});

/** Runs a script of test/packaging/, and returns what it prints. */
async function inDebian(suite: string, packages: string, script: string, ...args: readonly string[]): Promise<string> {
  return await withFolder({}, (results) =>
    runInDebian({ suite, packages }, results, [`test/packaging/${script}`, ...args], limit),
  );
}
