// SPDX-License-Identifier: MIT
/** doctor finds the names that the real netplan of Debian 12 and 13 writes into its udev rules, for each file of netplan/. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { type MacName, macNames } from "../../../src/doctor/managers/netplan-yaml.ts";
import { withFolder } from "../../support/folder.ts";
import { projectPath } from "../../support/run.ts";
import { whyUnfetched } from "../availability.ts";
import { runUnpacked } from "../packages.ts";
import { suiteOf } from "../suites.ts";
import { unpackManager } from "./layer.ts";

const FILES = projectPath("test/vm/managers/netplan");

/** The package with the program that writes the rules. */
const PACKAGES = { bookworm: "netplan.io", trixie: "netplan-generator" };

for (const [release, name] of Object.entries(PACKAGES)) {
  const unpack = async () => await unpackManager(await suiteOf(release), [name]);
  const skip = (await whyUnfetched(`netplan of ${release}`, unpack)) ?? false;
  test(`netplan of ${release} gives the names that doctor finds`, { skip }, async () => {
    const netplan = await unpack();
    for (const file of await readdir(FILES)) {
      const yaml = await readFile(join(FILES, file), "utf8");
      await withFolder({ "etc/netplan/50.yaml": { file: yaml, mode: 0o600 } }, async (folder) => {
        await runUnpacked(netplan, "usr/libexec/netplan/generate", ["--root-dir", folder]);
        const names = await namesInRules(join(folder, "run/udev/rules.d"));
        assert.notDeepEqual(names, [], file);
        assert.deepEqual(withoutLines(macNames(yaml)), names, file);
      });
    }
  });
}

type NameOfRule = Omit<MacName, "line">;

function withoutLines(names: readonly MacName[]): NameOfRule[] {
  return names.map(({ name, mac, drivers }) => ({ name, mac, drivers }));
}

/** The names in netplan's rules that are for a MAC. */
async function namesInRules(folder: string): Promise<NameOfRule[]> {
  const files = (await readdir(folder).catch(() => [])).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  return texts
    .flatMap((text) => text.split("\n"))
    .flatMap((rule) => {
      const [mac, name, drivers] = [/ATTR\{address\}=="([^"]*)"/, /NAME="([^"]*)"/, /DRIVERS=="([^"]*)"/].map(
        (pattern) => pattern.exec(rule)?.[1],
      );
      if (mac === undefined || name === undefined) return [];
      return [{ name, mac, drivers: drivers === undefined || drivers === "?*" ? [] : drivers.split("\t") }];
    });
}
