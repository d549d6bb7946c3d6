// SPDX-License-Identifier: MIT
/** `make install` and `make uninstall`, also with other folders than the default ones: the files name files that exist. */
import assert from "node:assert/strict";
import {
  accessSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { build } from "esbuild";
import { SYSTEM_ENGINE } from "../support/executables.ts";
import { withFolder } from "../support/folder.ts";
import { projectPath } from "../support/run.ts";
import { make } from "./make.ts";

const folders = [
  ...["PREFIX", "bindir", "datadir", "mandir", "docdir", "licensedir", "bashcompletiondir", "zshcompletiondir"],
  ...["fishcompletiondir", "udevdir", "unitdir", "networkdir", "initramfstoolsdir", "dracutdir"],
];

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
    assert.equal(
      installed("systemd/network/09-failover-ifname.network"),
      source("packaging/networkd/09-failover-ifname.network"),
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

test("make uninstall removes what make install has installed, and nothing else", async () => {
  await withFolder({}, (outside) => {
    const cases = [
      { variables: [], beside: "usr/bin" },
      { variables: ["PREFIX=/usr/local"], beside: "usr/local/share/doc" },
      { variables: ["docdir=/a/b", "udevdir=/c"], beside: "a/b" },
    ];
    for (const { variables, beside } of cases) {
      const folder = `${outside}/with a space`;
      const target = [`DESTDIR=${folder}`, ...variables];
      assert.equal(make("install", ...target).status, 0);
      const other = join(folder, beside, "other");
      writeFileSync(other, "");
      const { status, stderr } = make("uninstall", ...target);
      assert.deepEqual([status, stderr], [0, ""]);
      assert.deepEqual(filesBelow(folder), [other]);
      assert.ok(!existsSync(`${folder}/usr/share/doc/failover-ifname`));
      assert.equal(make("uninstall", ...target).status, 0, "a second time");
      rmSync(folder, { recursive: true });
    }
  });
});

test("each package that is bundled has its licence installed, and the engine and the C library too", async () => {
  const { metafile } = await build({
    ...{ entryPoints: [projectPath("src/entry/commands.ts")], absWorkingDir: projectPath(".") },
    ...{ bundle: true, write: false, metafile: true, platform: "neutral", mainFields: ["main"], logLevel: "error" },
    ...{ alias: { "node:events": "eventemitter3" }, external: ["node:*"] },
  });
  const bundled = Object.keys(metafile.inputs).flatMap((path) => /^node_modules\/([^/]+)/.exec(path)?.[1] ?? []);
  await withFolder({}, (folder) => {
    assert.equal(make("install", `DESTDIR=${folder}`).status, 0);
    const licenses = readdirSync(`${folder}/usr/share/doc/failover-ifname/licenses`);
    const library = SYSTEM_ENGINE ? ["glibc", "LGPL-2.1"] : ["musl"];
    const wanted = new Set([...bundled, "failover-ifname", "quickjs", ...library]);
    assert.deepEqual(licenses.sort(), [...wanted].sort());
  });
});

test("each folder can be set, and rule and unit name the program where it is", async () => {
  await withFolder({}, (folder) => {
    const folders = {
      bindir: "/opt/b",
      datadir: "/opt/s",
      mandir: "/opt/m",
      udevdir: "/lib/udev",
      unitdir: "/opt/systemd/u",
      networkdir: "/opt/n",
      initramfstoolsdir: "/opt/i",
      dracutdir: "/opt/d",
    };
    const variables = Object.entries(folders).map(([name, path]) => `${name}=${path}`);
    const { status, stderr } = make("install", `DESTDIR=${folder}`, ...variables);
    assert.deepEqual([status, stderr], [0, ""]);
    const rule = readFileSync(`${folder}/lib/udev/rules.d/79-failover-ifname.rules`, "utf8");
    const unit = readFileSync(`${folder}/opt/systemd/u/failover-ifname.service`, "utf8");
    const programs = [...programsOf(rule, /(?:PROGRAM==|RUN\+=)"(\S+)/g), ...programsOf(unit, /^ExecStart=(\S+)/gm)];
    assert.ok(programs.length >= 3);
    assert.deepEqual(new Set(programs), new Set(["/lib/udev/failover-ifname"]));
    for (const hook of ["i/hooks/failover-ifname", "d/modules.d/81failover-ifname/module-setup.sh"]) {
      const text = readFileSync(`${folder}/opt/${hook}`, "utf8");
      assert.match(text, /[ =]\/lib\/udev\b/);
      assert.doesNotMatch(text, /\/usr\/lib\/(udev|systemd)/);
      accessSync(`${folder}/opt/${hook}`, constants.X_OK);
    }
    // A relative target is also correct before the package is unpacked at /.
    assert.equal(readlinkSync(`${folder}/opt/b/failover-ifname`), "../../lib/udev/failover-ifname");
    accessSync(`${folder}/opt/b/failover-ifname`, constants.X_OK);
    accessSync(`${folder}/opt/m/man8/failover-ifname.8`);
    accessSync(`${folder}/opt/m/man5/failover-ifname.conf.5`);
    accessSync(`${folder}/opt/n/09-failover-ifname.network`);
    assert.deepEqual(readdirSync(folder).sort(), ["lib", "opt"]);
  });
});

for (const path of ["local", "", "/a b", "/a'b"]) {
  for (const variable of folders) {
    test(`a folder that no rule can name is refused: ${variable}='${path}'`, async () => {
      await withFolder({}, (folder) => {
        const { status, stderr } = make("install", `DESTDIR=${folder}/`, `${variable}=${path}`);
        assert.equal(status, 2);
        assert.match(stderr, new RegExp(`^${variable} must be an absolute path`));
        assert.deepEqual(readdirSync(folder), []);
      });
    });
  }
}

function programsOf(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, program = ""]) => program);
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
}
