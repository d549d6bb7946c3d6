// SPDX-License-Identifier: MIT
/** Which configuration files count, and in which order. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { configPaths, readConfig } from "../../src/config/read.ts";
import { Exit, Failure } from "../../src/errors.ts";
import { filesOf } from "../../src/host/files.ts";
import { SystemError } from "../../src/host/host.ts";
import { nodeHost } from "../../src/host/node/host.ts";
import { type Entries, withFolder } from "../support/folder.ts";
import { hostWith } from "../support/host.ts";
import { DEFAULT_CONFIG } from "../support/machine.ts";
import { projectPath } from "../support/run.ts";

const KINDS = DEFAULT_CONFIG.masters;
const MAIN = "failover-ifname.conf";

async function primarySuffix(entries: Entries): Promise<string> {
  return withFolder(entries, (folder) => {
    const { config, warnings } = readConfig(filesOf(nodeHost([]), folder), KINDS);
    assert.deepEqual(warnings, []);
    return config.suffix.primary;
  });
}

test("no files: the defaults", async () => assert.equal(await primarySuffix({}), "npf"));

test("the example file has each key, with its default", async () => {
  const example = readFileSync(projectPath("packaging/examples/failover-ifname.conf"), "utf8");
  const keys = [...example.matchAll(/^#(\w+)=/gm)].map(([, key]) => key);
  // The two suffixes are one setting, and setAt is none.
  assert.equal(keys.length, Object.keys(DEFAULT_CONFIG).length);
  const uncommented = example.replace(/^#(\w+=)/gm, "$1");
  await withFolder({ [`etc/${MAIN}`]: uncommented }, (folder) => {
    const { config, warnings } = readConfig(filesOf(nodeHost([]), folder), KINDS);
    assert.deepEqual(warnings, []);
    assert.deepEqual(Object.keys(config.setAt), keys);
    assert.deepEqual({ ...config, setAt: {} }, DEFAULT_CONFIG);
  });
});

test("the main file in /etc hides the others", async () => {
  const files = { [`etc/${MAIN}`]: "PrimarySuffix=e", [`usr/lib/${MAIN}`]: "PrimarySuffix=u\nStandbySuffix=v" };
  assert.equal(await primarySuffix(files), "e");
});

test("drop-ins come after the main file, in order of their names, wherever they are", async () => {
  const files = {
    [`etc/${MAIN}`]: "PrimarySuffix=main",
    [`etc/${MAIN}.d/10-a.conf`]: "PrimarySuffix=ten",
    [`usr/lib/${MAIN}.d/20-b.conf`]: "PrimarySuffix=twenty",
    [`etc/${MAIN}.d/99-c.text`]: "PrimarySuffix=none",
  };
  assert.equal(await primarySuffix(files), "twenty");
});

test("if drop-ins have the same name, the one in /etc counts", async () => {
  const files = { [`run/${MAIN}.d/a.conf`]: "PrimarySuffix=r", [`etc/${MAIN}.d/a.conf`]: "PrimarySuffix=e" };
  assert.equal(await primarySuffix(files), "e");
});

test("something that is not a regular file causes one warning, and counts as empty", async () => {
  await withFolder({ [`etc/${MAIN}`]: { directory: true }, [`usr/lib/${MAIN}`]: "Enable=no" }, (folder) => {
    const { config, warnings } = readConfig(filesOf(nodeHost([]), folder), KINDS);
    assert.deepEqual(config, DEFAULT_CONFIG);
    assert.deepEqual(warnings, [`${folder}/etc/${MAIN}: not a regular file; ignoring`]);
  });
});

test("a symlink to something else that is not a regular file masks nothing", async () => {
  const entries = { [`etc/${MAIN}`]: { link: "null" }, "etc/null": { directory: true } } as const;
  await withFolder(entries, (folder) => {
    const { warnings } = readConfig(filesOf(nodeHost([]), folder), KINDS);
    assert.deepEqual(warnings, [`${folder}/etc/${MAIN}: not a regular file; ignoring`]);
  });
});

test("the paths of all files that may count", async () => {
  const entries = { [`run/${MAIN}.d/a.conf`]: "", [`usr/lib/${MAIN}.d/a.conf`]: "", [`usr/lib/${MAIN}`]: "" };
  await withFolder(entries, (folder) => {
    assert.deepEqual(configPaths(filesOf(nodeHost([]), folder)), [
      `/etc/${MAIN}`,
      `/run/${MAIN}`,
      `/usr/local/lib/${MAIN}`,
      `/usr/lib/${MAIN}`,
      `/run/${MAIN}.d/a.conf`,
      `/usr/lib/${MAIN}.d/a.conf`,
    ]);
  });
});

test("a symlink to /dev/null masks the files of other directories", async () => {
  const masked = { [`etc/${MAIN}`]: { link: "/dev/null" }, [`usr/lib/${MAIN}`]: "PrimarySuffix=u" };
  assert.equal(await primarySuffix(masked), "npf");
});

for (const [errno, exitCode] of [
  [5, Exit.busy],
  [12, Exit.busy],
  [13, Exit.notPermitted],
  [24, Exit.busy],
  [27, Exit.notPermitted],
  [40, Exit.notPermitted],
] as const) {
  for (const path of [`/etc/${MAIN}`, `/usr/lib/${MAIN}.d`, `/run/${MAIN}.d/a.conf`]) {
    test(`${path} cannot be read (errno ${errno}): that is an error, because it may say Enable=no`, () => {
      const refuse = <T>(asked: string, otherwise: T): T => {
        if (asked === path) throw new SystemError(errno, `read ${asked}`);
        return otherwise;
      };
      const host = hostWith({
        readFile: (asked) => refuse(asked, undefined),
        readDirectory: (asked) => refuse(asked, asked === `/run/${MAIN}.d` ? ["a.conf"] : undefined),
      });
      assert.throws(
        () => readConfig(filesOf(host, ""), KINDS),
        (error) =>
          error instanceof Failure &&
          error.exitCode === exitCode &&
          error.message.startsWith(`the configuration cannot be read; doing nothing: read ${path}: `),
      );
    });
  }
}
