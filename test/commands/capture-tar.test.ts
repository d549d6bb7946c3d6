// SPDX-License-Identifier: MIT
/** `capture FILE.tar`, and `--root FILE.tar`. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { EXECUTABLES, runProgram } from "../support/executables.ts";
import { withFolder } from "../support/folder.ts";
import { runInProcess } from "../support/in-process.ts";
import { TRIO_ROOT } from "../support/roots.ts";
import { projectPath } from "../support/run.ts";

for (const name of readdirSync(projectPath("test/captures"))) {
  const root = projectPath(`test/captures/${name}`);

  test(`${name}: a tar gives the same as its directory`, async () => {
    await withFolder({}, (folder) => {
      execFileSync("tar", ["-cf", `${folder}/gnu.tar`, "-C", root, "."]);
      assert.equal(runInProcess(["capture", "--root", root, `${folder}/own.tar`]).status, 0);
      assert.equal(runInProcess(["capture", "--root", root, `${folder}/own`]).status, 0);
      assert.deepEqual(outputs(`${folder}/gnu.tar`), outputs(root));
      assert.deepEqual(outputs(`${folder}/own.tar`), outputs(`${folder}/own`));
      assert.equal(runInProcess(["capture", "--root", `${folder}/own.tar`, `${folder}/second.tar`]).status, 0);
      assert.ok(readFileSync(`${folder}/own.tar`).equals(readFileSync(`${folder}/second.tar`)));
    });
  });
}

for (const executable of EXECUTABLES) {
  test(`${executable.host}: what capture says, and whom it lets read the archive`, async () => {
    const settled = projectPath("test/captures/settled");
    await withFolder({}, (root) => {
      const outcome = runProgram(executable, ["capture", "--root", settled, `${root}/x.tar`]);
      const first = `wrote ${root}/x.tar: 71 files, in an archive that only its owner can read`;
      const second = "hardware and IP addresses are in it: --redact replaces them";
      assert.deepEqual(outcome, { status: 0, stdout: `${first}\n${second}\n`, stderr: "" });
      assert.equal(statSync(`${root}/x.tar`).mode & 0o7777, 0o600);
      const show = runProgram(executable, ["show", "--root", `${root}/x.tar`]);
      assert.deepEqual(show, runProgram(executable, ["show", "--root", settled]));
    });
  });

  test(`${executable.host}: capture writes over nothing`, async () => {
    await withFolder({ ...TRIO_ROOT, "x.tar": "mine", "dir.tar": { directory: true } }, (root) => {
      for (const target of ["x.tar", "dir.tar", "missing/x.tar"]) {
        const { status, stdout, stderr } = runProgram(executable, ["capture", "--root", root, `${root}/${target}`]);
        assert.deepEqual([status, stdout], [2, ""]);
        assert.match(stderr, /give a file that does not exist, in a directory that does\n$/);
      }
      assert.equal(readFileSync(`${root}/x.tar`, "utf8"), "mine");
    });
  });

  test(`${executable.host}: capture writes no archive that is compressed, and nothing to standard output`, async () => {
    await withFolder(TRIO_ROOT, (root) => {
      const before = readdirSync(root);
      for (const target of ["-", `${root}/x.tar.gz`, `${root}/x.tgz`]) {
        const { status, stdout, stderr } = runProgram(executable, ["capture", "--root", root, target]);
        assert.deepEqual([status, stdout], [2, ""]);
        assert.match(stderr, /give FILE\.tar, which is not compressed, or a new directory\n$/);
      }
      assert.deepEqual(readdirSync(root), before);
    });
  });
}

test("what --root says about a file that is no archive", async () => {
  await withFolder({ "text.txt": "x".repeat(1000), "no-links.tar": "" }, (folder) => {
    execFileSync("sh", ["-c", `gzip -c text.txt > x.tar.gz`], { cwd: folder });
    const said = (file: string) => runInProcess(["show", "--root", `${folder}/${file}`]);
    writeFileSync(`${folder}/no-links.tar`, "\0".repeat(1024));
    for (const [file, message] of [
      ["text.txt", "not a usable tar archive: it has no header"],
      ["x.tar.gz", "it is compressed: unpack it with gunzip"],
      ["no-links.tar", "no links here: neither in ip-link.json nor in sys/class/net"],
    ] as const) {
      const stderr = `failover-ifname: ${folder}/${file}: ${message}\n`;
      assert.deepEqual(said(file), { status: 2, stdout: "", stderr });
    }
  });
});

/** What the program says about a root, with the path of the root itself replaced. */
function outputs(root: string): unknown {
  const run = (...args: readonly string[]) => {
    const { status, stdout, stderr } = runInProcess([...args, "--root", root]);
    return [status, stdout.replaceAll(root, "ROOT"), stderr.replaceAll(root, "ROOT")];
  };
  return [
    run("show"),
    run("show", "--json"),
    ...[1, 2, 3, 4, 5, 6].map((ifindex) => run("explain", "--json", `#${ifindex}`)),
  ];
}
