// SPDX-License-Identifier: MIT
/** `make dist`: the source archive. test/debian/engine.sh builds the program from it. */
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readFileSync, utimesSync } from "node:fs";
import { test } from "node:test";
import { withFolder } from "../support/folder.ts";
import { projectPath, succeed } from "../support/run.ts";

const NAME = "failover-ifname-1";

test("an unpacked archive makes the same archive, whatever its files' times and modes, the umask and the time zone", async () => {
  await withFolder({}, (folder) => {
    const first = dist(projectPath("."), `${folder}/first`);
    succeed(["tar", "-C", folder, "-xf", first]);
    utimesSync(`${folder}/${NAME}/README.md`, 1, 1);
    chmodSync(`${folder}/${NAME}/README.md`, 0o600);
    const second = dist(`${folder}/${NAME}`, `${folder}/second`, "umask 077; export TZ=Asia/Tokyo LC_ALL=C.UTF-8;");
    assert.ok(readFileSync(first).equals(readFileSync(second)));
  });
});

test("the archive has the packages that are bundled, with their licences, and nothing that was built or installed", async () => {
  await withFolder({}, (folder) => {
    const names = succeed(["tar", "-tf", dist(projectPath("."), folder)])
      .trim()
      .split("\n")
      .map((name) => name.slice(NAME.length + 1));
    const packages = ["commander", "eventemitter3", "picocolors"];
    const bundled = names.flatMap((name) => /^node_modules\/([^/]+)/.exec(name)?.[1] ?? []);
    assert.deepEqual([...new Set(bundled)], packages);
    const needed = ["Makefile", "LICENSE", "package-lock.json", ".npmrc", "src/main.ts", "packaging/dist.sh"];
    for (const name of [...needed, ...packages.map((name) => `node_modules/${name}/LICENSE`)]) {
      assert.ok(names.includes(name), name);
    }
    for (const name of names) assert.doesNotMatch(name, /^(?:build|\.git|\.gitignore|\.ci|\.cache)(?:\/|$)/);
  });
});

/** Makes the archive of the source in one folder, in another folder. */
function dist(source: string, folder: string, settings = ""): string {
  const archive = `${folder}/${NAME}.tar.gz`;
  mkdirSync(folder, { recursive: true });
  const env = { ...process.env, MAKEFLAGS: "", SOURCE_DATE_EPOCH: "1700000000" };
  succeed(["bash", "-c", `${settings} make --silent -C "$1" dist DIST="$2"`, "bash", source, archive], { env });
  return archive;
}
