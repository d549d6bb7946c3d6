// SPDX-License-Identifier: MIT
/** The configuration: what a line sets. A bad line causes a warning and nothing else. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Config } from "../../src/config/config.ts";
import { parseConfig } from "../../src/config/parse.ts";
import fc from "../support/fast-check.ts";
import { DEFAULT_CONFIG } from "../support/machine.ts";

interface Case {
  readonly text: string;
  readonly sets?: Partial<Config>;
  /** One pattern for each warning. */
  readonly warns?: readonly string[];
}

const SUFFIX = DEFAULT_CONFIG.suffix;

const CASES: readonly Case[] = [
  { text: "" },
  { text: "# a comment\n; another\n\n" },
  { text: "Enable=no", sets: { enable: false } },
  { text: "  Enable = off  ", sets: { enable: false } },
  { text: "Enable=no\nEnable=", sets: {} },
  { text: "Enable=maybe", warns: ["file:1: Enable=maybe is not yes or no"] },
  { text: "Bounce=yes\nBounce=nein", sets: { bounce: true }, warns: ["file:2: Bounce=nein"] },
  ...["1", "yes", "y", "true", "t", "on", "YES"].map((word) => ({ text: `Bounce=${word}`, sets: { bounce: true } })),
  ...["0", "no", "n", "false", "f", "off", "No"].map((word) => ({ text: `Enable=${word}`, sets: { enable: false } })),
  { text: "Bounce=x", warns: ["file:1: Bounce=x is not yes or no; "] },
  { text: "AlternativeNames=x", warns: ["file:1: AlternativeNames=x is not yes or no; "] },
  { text: "RenameTimeoutSec=x", warns: ["file:1: RenameTimeoutSec=x is not 0.1 to 60 seconds; "] },
  { text: "RenameTimeoutSec=1e1", warns: ["file:1: RenameTimeoutSec=1e1 is not"] },
  { text: "RenameTimeoutSec=0x10", warns: ["file:1: RenameTimeoutSec=0x10 is not"] },
  { text: "RenameTimeoutSec=0.1", sets: { renameTimeout: 100 } },
  { text: "RenameTimeoutSec=100ms", sets: { renameTimeout: 100 } },
  { text: "RenameTimeoutSec=60", sets: { renameTimeout: 60_000 } },
  { text: "LiveRename=always\nLiveRename=auto", sets: {} },
  { text: "Masters=  net_failover  ", sets: { masters: ["net_failover"] } },
  { text: "Masters=hv_netvsc", sets: { masters: ["hv_netvsc"] } },
  {
    text: "Masters=net_failover bond0",
    warns: ["file:1: Masters=net_failover bond0 is not a list of: net_failover hv_netvsc"],
  },
  { text: "PrimarySuffix=vf\nPrimarySuffix=", sets: {} },
  { text: "PrimarySuffix=eightlet", sets: { suffix: { ...SUFFIX, primary: "eightlet" } } },
  {
    text: "PrimarySuffix=nineletter",
    warns: ["is longer than 8 bytes, which leaves too little for the master's name"],
  },
  ...["v0", "v9"].map((value) => ({
    text: `PrimarySuffix=${value}`,
    warns: ["ends in a digit, as names of the kernel and of udev do"],
  })),
  { text: "PrimarySuffix=nsb\nStandbySuffix=nsby", sets: { suffix: { standby: "nsby", primary: "nsb" } } },
  { text: "AlternativeNames=0", sets: { alternativeNames: false } },
  { text: "RenameTimeoutSec=5", sets: { renameTimeout: 5000 } },
  { text: "RenameTimeoutSec=1.5s", sets: { renameTimeout: 1500 } },
  { text: "RenameTimeoutSec=250ms", sets: { renameTimeout: 250 } },
  ...["0", "-1", "61", "ms", "s", "infinity", "5min", "1e9", "NaN"].map((value) => ({
    text: `RenameTimeoutSec=${value}`,
    warns: [`file:1: RenameTimeoutSec=${value} is not`],
  })),
  { text: "LiveRename=always", sets: { liveRename: "always" } },
  { text: "LiveRename=never", warns: ["file:1: LiveRename=never is not auto or always"] },
  { text: "Masters=net_failover", sets: { masters: ["net_failover"] } },
  { text: "Masters=bond0", warns: ["file:1: Masters=bond0 is not a list of: net_failover hv_netvsc"] },
  { text: "PrimarySuffix=vf", sets: { suffix: { ...SUFFIX, primary: "vf" } } },
  { text: "StandbySuffix=-sb", sets: { suffix: { ...SUFFIX, standby: "-sb" } } },
  ...[..."\"!~$%?,;&|()<>'`*^[]{}\\"].map((character) => ({
    text: `PrimarySuffix=v${character}f`,
    warns: [`file:1: PrimarySuffix=v${character}f has a`],
  })),
  ...['PrimarySuffix="pf"', "Enable='no'", 'Masters="net_failover"'].map((text) => ({
    text,
    warns: [`file:1: ${text}: write the value without quotes; ignoring`],
  })),
  ...[..."#+.=@_-"].map((character) => ({
    text: `PrimarySuffix=v${character}f`,
    sets: { suffix: { ...SUFFIX, primary: `v${character}f` } },
  })),
  ...[".", "..", "all", "default", "a/b", "a b", "%d", "a:b", "vf0", "\xe9", "much-too-long"].map((value) => ({
    text: `PrimarySuffix=${value}`,
    warns: [`file:1: PrimarySuffix=${value} `],
  })),
  { text: "PrimarySuffix=nsby", warns: ["StandbySuffix=nsby and PrimarySuffix=nsby can make the same name"] },
  { text: "PrimarySuffix=by", warns: ["StandbySuffix=nsby and PrimarySuffix=by can make the same name"] },
  { text: "PrimarySuffix=nsby\nStandbySuffix=sb", sets: { suffix: { standby: "sb", primary: "nsby" } } },
  { text: "Renamed=yes", warns: ["file:1: unknown key Renamed"] },
  { text: "[Main]\nEnable=no", sets: { enable: false }, warns: ["file:1: not KEY=VALUE"] },
];

for (const { text, sets = {}, warns = [] } of CASES) {
  test(JSON.stringify(text), () => {
    const { config, warnings } = parseConfig([{ path: "file", text }], DEFAULT_CONFIG.masters);
    assert.deepEqual({ ...config, setAt: {} }, { ...DEFAULT_CONFIG, ...sets });
    assert.equal(warnings.length, warns.length, warnings.join("; "));
    warns.forEach((part, index) => {
      assert.ok(warnings[index]?.includes(part), `${warnings[index]} lacks ${part}`);
    });
  });
}

test("the defaults", () => {
  assert.deepEqual(DEFAULT_CONFIG, {
    enable: true,
    suffix: { standby: "nsby", primary: "npf" },
    masters: ["net_failover", "hv_netvsc"],
    alternativeNames: true,
    renameTimeout: 2000,
    bounce: false,
    liveRename: "auto",
    setAt: {},
  });
});

test("a later file overrides an earlier one, key by key", () => {
  const files = [
    { path: "one", text: "Bounce=yes\nPrimarySuffix=vf" },
    { path: "two", text: "PrimarySuffix=pf" },
  ];
  const { config, warnings } = parseConfig(files, DEFAULT_CONFIG.masters);
  const setAt = { Bounce: "one:1", PrimarySuffix: "two:1" };
  assert.deepEqual(config, { ...DEFAULT_CONFIG, bounce: true, suffix: { ...SUFFIX, primary: "pf" }, setAt });
  assert.deepEqual(warnings, []);
});

test("any text gives a configuration that names can be made with", () => {
  const line = fc.tuple(
    fc.constantFrom("Enable", "PrimarySuffix", "StandbySuffix", "Masters", "RenameTimeoutSec", "LiveRename", "x", ""),
    fc.string({ unit: "binary" }),
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const text = lines.map(([key, value]) => `${key}=${value}`).join("\n");
      const { suffix, renameTimeout } = parseConfig([{ path: "file", text }], DEFAULT_CONFIG.masters).config;
      assert.ok(renameTimeout >= 100 && renameTimeout <= 60_000);
      assert.ok(!suffix.primary.endsWith(suffix.standby) && !suffix.standby.endsWith(suffix.primary));
      for (const each of Object.values(suffix)) assert.match(each, /^[0-9A-Za-z#+.=@_-]{0,7}[A-Za-z#+.=@_-]$/);
    }),
  );
});
