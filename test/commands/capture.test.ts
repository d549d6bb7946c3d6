// SPDX-License-Identifier: MIT
/** `capture` of a machine that changes during the copy. */
import assert from "node:assert/strict";
import { readFileSync, readlinkSync } from "node:fs";
import { test } from "node:test";
import type { Host } from "../../src/host/host.ts";
import { runDirectly } from "../sim/machine/run-alone.ts";
import { start } from "../sim/machine/world.ts";
import { program } from "../sim/worlds/machine.ts";
import { BOOKWORM } from "../sim/worlds/machines.ts";
import { groups } from "../sim/worlds/two-masters.ts";
import { withFolder } from "../support/folder.ts";
import { runInProcess } from "../support/in-process.ts";
import { TRIO_ROOT } from "../support/roots.ts";

test("--redact leaves no address, although each read of a file gives another one", () => {
  const written: string[] = [];
  let reads = 0;
  const changing = (host: Host): Host => ({
    ...host,
    readFile: (path, limit) => {
      const text = host.readFile(path, limit);
      const address = (++reads).toString(16).padStart(4, "0").replace(/../g, ":$&");
      return text === undefined ? undefined : `${text}E:X=52:54:00:ab${address}\n`;
    },
    makeDirectory: () => {},
    writeFile: (_path, content) => void written.push(content),
    makeSymlink: () => {},
  });
  const world = { ...groups("a group", BOOKWORM, 1, {}, []), entry: (host: Host) => program(changing(host)) };
  const { exitCode, said } = runDirectly(world, start(world), {
    args: ["capture", "--redact", "root"],
    environment: {},
  });
  assert.deepEqual([exitCode, said], [0, []]);
  assert.deepEqual(
    written.filter((content) => content.includes("52:54:00")),
    [],
  );
  assert.ok(written.some((content) => content.includes("E:X=02:00:00:00:00:")));
});

test("the configuration is copied, with the symlinks that mask a file", async () => {
  const entries = {
    ...TRIO_ROOT,
    "etc/failover-ifname.conf": { link: "/dev/null" },
    "usr/lib/failover-ifname.conf": "PrimarySuffix=x\n",
    "run/failover-ifname.conf.d/10.conf": "PrimarySuffix=vf\n",
  } as const;
  await withFolder(entries, (root) => {
    const { status, stderr } = runInProcess(["capture", "--root", root, `${root}/copy`]);
    assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
    assert.equal(readFileSync(`${root}/copy/run/failover-ifname.conf.d/10.conf`, "utf8"), "PrimarySuffix=vf\n");
    assert.equal(readFileSync(`${root}/copy/usr/lib/failover-ifname.conf`, "utf8"), "PrimarySuffix=x\n");
    assert.equal(readlinkSync(`${root}/copy/etc/failover-ifname.conf`), "/dev/null");
    assert.equal(runInProcess(["capture", "--root", root, `${root}/copy.tar`]).status, 0);
    const names = (from: string) => runInProcess(["show", "--json", "--root", from]).stdout;
    assert.equal(names(`${root}/copy.tar`), names(`${root}/copy`));
    assert.match(names(root), /"wanted": "ens3vf"/);
  });
});
