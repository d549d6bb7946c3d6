// SPDX-License-Identifier: MIT
/** The snapshot that the executable starts from (src/host/quickjs/snapshot.c), and the start without a snapshot. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cpSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { test } from "node:test";
import { SYSTEM_ENGINE } from "../support/executables.ts";
import { withFolder } from "../support/folder.ts";
import { projectPath, run, succeed } from "../support/run.ts";
import { make } from "./make.ts";

const parts = [
  "bench/programs.mk",
  "test/more.mk",
  "test/arm64/arm64.mk",
  "packaging/packages.mk",
  "packaging/install.mk",
];
const BUILT = projectPath("build/failover-ifname");
const FAULT = 70;

test("two builds in two folders give the same bytes", async () => {
  await withFolder({}, (folder) => {
    const sums = ["one", "a-folder-with-another-name"].map((name) => {
      const copy = `${folder}/${name}`;
      for (const part of ["Makefile", ...parts, "package.json", "src"]) {
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

test("a snapshot with a function that glibc has chosen for this processor is not written", async () => {
  const programs = { "chosen.js": "system.main = Math.floor", "other.js": "system.main = Math.max" };
  await withFolder(programs, (folder) => {
    const write = (name: string) => {
      assert.equal(make(`BUILD=${folder}`, `OUT=${folder}`, `${folder}/${name}.bytecode`).status, 0);
      return run([`${BUILT}.empty`, `${folder}/${name}.bytecode`, `${folder}/${name}.snapshot`]);
    };
    const written = { status: 0, stdout: "", stderr: "" };
    assert.deepEqual(write("other"), written);
    // musl has one version of each function, and glibc has several of floor(3) on x86_64.
    const refused = "the top level of the program uses a function that the C library chooses for the processor";
    const chosen = { status: FAULT, stdout: "", stderr: `failover-ifname: internal fault: ${refused}\n` };
    assert.deepEqual(write("chosen"), SYSTEM_ENGINE && process.arch === "x64" ? chosen : written);
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
