/** Which configuration files count, and in which order. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_CONFIG } from "../src/config.ts";
import { readConfig } from "../src/config-files.ts";
import { SystemError } from "../src/host/host.ts";
import { nodeHost } from "../src/host/node/host.ts";
import { type Entries, withFolder } from "./support/folder.ts";
import { hostWith } from "./support/host.ts";

const MAIN = "failover-ifname.conf";

async function primarySuffix(entries: Entries): Promise<string> {
  return withFolder(entries, (folder) => {
    const { config, warnings } = readConfig(nodeHost([]), folder);
    assert.deepEqual(warnings, []);
    return config.suffix.primary;
  });
}

test("no files: the defaults", async () => assert.equal(await primarySuffix({}), "npf"));

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

test("of drop-ins with one name the one in /etc counts", async () => {
  const files = { [`run/${MAIN}.d/a.conf`]: "PrimarySuffix=r", [`etc/${MAIN}.d/a.conf`]: "PrimarySuffix=e" };
  assert.equal(await primarySuffix(files), "e");
});

test("what is no file, or cannot be read, is one warning, and the defaults stand", async () => {
  await withFolder({ [`etc/${MAIN}`]: { directory: true } }, (folder) => {
    const { config, warnings } = readConfig(nodeHost([]), folder);
    assert.deepEqual(config, DEFAULT_CONFIG);
    assert.deepEqual(warnings, [`${folder}/etc/${MAIN}: cannot be read (EOPNOTSUPP); it is passed over`]);
  });
});

test("a directory of drop-ins that cannot be read is one warning", () => {
  const host = hostWith({
    readFile: () => undefined,
    readDirectory: (path) => {
      if (path.startsWith("/etc")) throw new SystemError(13, `open directory ${path}`);
      return undefined;
    },
  });
  const { config, warnings } = readConfig(host, "");
  assert.deepEqual(config, DEFAULT_CONFIG);
  assert.deepEqual(warnings, [`/etc/${MAIN}.d: cannot be read (EACCES); it is passed over`]);
});
