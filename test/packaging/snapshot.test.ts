// SPDX-License-Identifier: MIT
/** The snapshot that the executable starts from (src/host/quickjs/snapshot.c), and the start without a snapshot. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cpSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { test } from "node:test";
import { withFolder } from "../support/folder.ts";
import { projectPath, run, succeed } from "../support/run.ts";
import { make } from "./make.ts";

const BUILT = projectPath("build/failover-ifname");
const FAULT = 70;

test("two builds in two folders give the same bytes", async () => {
  await withFolder({}, (folder) => {
    const sums = ["one", "a-folder-with-another-name"].map((name) => {
      const copy = `${folder}/${name}`;
      for (const part of ["Makefile", "bench/programs.mk", "package.json", "src"]) {
        cpSync(projectPath(part), `${copy}/${part}`, { recursive: true });
      }
      symlinkSync(projectPath("node_modules"), `${copy}/node_modules`);
      // The environment and the time of day must not change the result.
      const env = { ...process.env, MAKEFLAGS: "", PADDING: "x".repeat(name.length * 100) };
      const assumed = "--assume-old=node_modules/.package-lock.json";
      succeed(["make", "-C", copy, "--silent", assumed, "OUT=build", "build/failover-ifname"], { env });
      return createHash("sha256")
        .update(readFileSync(`${copy}/build/failover-ifname`))
        .digest("hex");
    });
    assert.equal(sums[0], sums[1]);
  });
});

test("a snapshot of another build is refused", async () => {
  await withFolder({}, (folder) => {
    const { status, stderr } = make(`OUT=${folder}`, "CFLAGS=-O1", `${folder}/failover-ifname`);
    assert.equal(status, 0, stderr);
    const snapshot = `.heap=${folder}/failover-ifname.snapshot`;
    succeed(["objcopy", "--update-section", snapshot, `${BUILT}.empty`, `${folder}/mixed`]);
    assert.deepEqual(run([`${folder}/mixed`, "--version"]), {
      status: FAULT,
      stdout: "",
      stderr: "failover-ifname: internal fault: the snapshot is of another build: build the program again\n",
    });
  });
});

test("without its snapshot the executable does nothing", () => {
  assert.deepEqual(run([`${BUILT}.empty`, "--version"]), {
    status: FAULT,
    stdout: "",
    stderr: "failover-ifname: internal fault: this executable has no snapshot yet\n",
  });
});

test("the start without a snapshot gives the same answers", async () => {
  await withFolder({}, (folder) => {
    const { status, stderr } = make(`OUT=${folder}`, "START=bytecode", `${folder}/failover-ifname`);
    assert.equal(status, 0, stderr);
    const calls = [["--help"], ["--nosuch"], ["name", "--udev"], ["show"]];
    for (const capture of readdirSync(projectPath("test/captures"))) {
      calls.push(["show", "--json", "--root", projectPath(`test/captures/${capture}`)]);
    }
    for (const args of calls) {
      assert.deepEqual(run([`${folder}/failover-ifname`, ...args]), run([BUILT, ...args]), args.join(" "));
    }
  });
});
