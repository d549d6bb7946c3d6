/** `make install` into other folders than its default ones: what udevd and systemd read names files that are there. */
import assert from "node:assert/strict";
import { accessSync, constants, readFileSync } from "node:fs";
import { test } from "node:test";
import { withFolder } from "../support/folder.ts";
import { projectPath } from "../support/run.ts";
import { make } from "./make.ts";

test("below /usr, rule and unit are installed as they are", async () => {
  await withFolder({}, (folder) => {
    const { status, stderr } = make("install", `DESTDIR=${folder}`);
    assert.deepEqual([status, stderr], [0, ""]);
    const installed = (path: string) => readFileSync(`${folder}/usr/lib/${path}`, "utf8");
    const source = (path: string) => readFileSync(projectPath(path), "utf8");
    assert.equal(installed("udev/rules.d/79-failover-ifname.rules"), source("rules/79-failover-ifname.rules"));
    assert.equal(
      installed("systemd/system/failover-ifname.service"),
      source("packaging/systemd/failover-ifname.service"),
    );
    accessSync(`${folder}/usr/bin/failover-ifname`, constants.X_OK);
  });
});

test("below another prefix, and a DESTDIR with a space, rule and unit name the program where it is", async () => {
  await withFolder({}, (outside) => {
    const folder = `${outside}/with a space`;
    const { status, stderr } = make("install", `DESTDIR=${folder}`, "PREFIX=/usr/local");
    assert.deepEqual([status, stderr], [0, ""]);
    const rule = readFileSync(`${folder}/usr/local/lib/udev/rules.d/79-failover-ifname.rules`, "utf8");
    const unit = readFileSync(`${folder}/usr/local/lib/systemd/system/failover-ifname.service`, "utf8");
    const programs = [...programsOf(rule, /(?:PROGRAM==|RUN\+=)"(\S+)/g), ...programsOf(unit, /^ExecStart=(\S+)/gm)];
    assert.ok(programs.length >= 3);
    assert.deepEqual(new Set(programs), new Set(["/usr/local/lib/udev/failover-ifname"]));
    accessSync(`${folder}/usr/local/lib/udev/failover-ifname`, constants.X_OK);
    accessSync(`${folder}/usr/local/bin/failover-ifname`, constants.X_OK);
  });
});

for (const prefix of ["local", "", "/a b", "/a'b"]) {
  test(`a prefix that no rule can name is refused: '${prefix}'`, async () => {
    await withFolder({}, (folder) => {
      const { status, stderr } = make("install", `DESTDIR=${folder}/`, `PREFIX=${prefix}`);
      assert.equal(status, 2);
      assert.match(stderr, /^PREFIX must be an absolute path/);
    });
  });
}

function programsOf(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, program = ""]) => program);
}
