// SPDX-License-Identifier: MIT
/** The names of slaves, made from their master's name. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Role } from "../../src/failover/kind.ts";
import { type Naming, wantedNames } from "../../src/plan/wanted-names.ts";
import fc from "../support/fast-check.ts";
import { link } from "../support/links.ts";

const NAMING: Naming = { suffix: { standby: "nsby", primary: "npf" }, alternativeNames: true };
const LONG = "x".repeat(123);

interface Case {
  readonly about: string;
  readonly master: string;
  readonly masterAltnames?: readonly string[];
  readonly role: Role;
  readonly name: string | undefined;
  readonly altnames?: readonly string[];
}

const CASES: readonly Case[] = [
  { about: "standby", master: "ens3", role: "standby", name: "ens3nsby" },
  { about: "primary", master: "ens3", role: "primary", name: "ens3npf" },
  { about: "15 bytes, standby", master: "enp0s123f45", role: "standby", name: "enp0s123f45nsby" },
  {
    about: "16 bytes, standby",
    master: "enp0s123f456",
    role: "standby",
    name: undefined,
    altnames: ["enp0s123f456nsby"],
  },
  { about: "15 bytes, primary", master: "enp0s123f456", role: "primary", name: "enp0s123f456npf" },
  {
    about: "16 bytes, primary",
    master: "enp0s123f4567",
    role: "primary",
    name: undefined,
    altnames: ["enp0s123f4567npf"],
  },
  {
    about: "altnames of the master",
    master: "ens3",
    masterAltnames: ["enp1s0", "enx525400123456"],
    role: "primary",
    name: "ens3npf",
    altnames: ["enp1s0npf", "enx525400123456npf"],
  },
  {
    about: "the shortest altname if the name is too long",
    master: "enP12345p1s0f1np",
    masterAltnames: ["enx525400123456", "enp1s0f1", "ens3"],
    role: "primary",
    name: "ens3npf",
    altnames: ["enP12345p1s0f1npnpf", "enx525400123456npf", "enp1s0f1npf"],
  },
  {
    about: "the first in byte order of two with the same length",
    master: "enP12345p1s0f1n",
    masterAltnames: ["ens4", "eno1", "ens3"],
    role: "primary",
    name: "eno1npf",
    altnames: ["enP12345p1s0f1nnpf", "ens4npf", "ens3npf"],
  },
  {
    about: "altnames that give no valid name",
    master: "enP12345p1s0f1n",
    masterAltnames: ["a/b", "c d", "e%d", "", "\xff", "averylongaltname"],
    role: "standby",
    name: undefined,
    altnames: ["enP12345p1s0f1nnsby", "averylongaltnamensby"],
  },
  { about: "a master with a %", master: "eth%d", masterAltnames: ["ens3"], role: "primary", name: "ens3npf" },
  { about: "a master of bytes", master: "\xc3\xa9", role: "primary", name: undefined },
  {
    about: "an altname that is too long for an altname with a suffix",
    master: "ens3",
    masterAltnames: [LONG, `${LONG}y`, `${LONG}yz`],
    role: "primary",
    name: "ens3npf",
    altnames: [`${LONG}npf`, `${LONG}ynpf`],
  },
];

for (const { about, master, masterAltnames = [], role, name, altnames = [] } of CASES) {
  test(about, () => {
    const wanted = wantedNames(NAMING, link(2, master, { altnames: masterAltnames }), role);
    assert.deepEqual({ name: wanted.name, altnames: wanted.altnames }, { name, altnames });
  });
}

test("without alternative names, there is an altname only instead of the name", () => {
  const naming = { ...NAMING, alternativeNames: false };
  const fitting = wantedNames(naming, link(2, "ens3", { altnames: ["enp1s0"] }), "primary");
  assert.deepEqual([fitting.name, fitting.altnames], ["ens3npf", []]);
  const other = wantedNames(naming, link(2, "enP12345p1s0f1n", { altnames: ["ens3"] }), "primary");
  assert.deepEqual([other.name, other.altnames], ["ens3npf", []]);
  const long = wantedNames(naming, link(2, "enP12345p1s0f1n", { altnames: ["averylongaltname"] }), "primary");
  assert.deepEqual([long.name, long.altnames], [undefined, ["enP12345p1s0f1nnpf"]]);
});

test("other suffixes", () => {
  const naming: Naming = { suffix: { standby: "-sb", primary: ".vf" }, alternativeNames: true };
  assert.equal(wantedNames(naming, link(2, "ens3"), "standby").name, "ens3-sb");
  assert.equal(wantedNames(naming, link(2, "ens3"), "primary").name, "ens3.vf");
});

test("why", () => {
  const why = (name: string, altnames: string[] = []) =>
    wantedNames(NAMING, link(2, name, { altnames }), "primary").reason;
  assert.equal(why("ens3"), 'the master\'s name and "npf"');
  assert.match(why("enP12345p1s0f1n"), /^enP12345p1s0f1nnpf is 18 bytes long, .*; no altname of the master/);
  assert.match(
    why("enP12345p1s0f1n", ["ens3"]),
    /^enP12345p1s0f1nnpf is 18 bytes long, .*; the master's shortest altname/,
  );
});

/** The names that the kernel allows for a link, and the altnames that it allows (net/core/dev.c, dev_valid_name). */
const byte = fc.oneof(fc.integer({ min: 1, max: 255 }), fc.constantFrom(0x25, 0x2f, 0x30, 0x61, 0x64));
const bytes = (maxLength: number) =>
  fc.array(byte, { minLength: 1, maxLength }).map((codes) => String.fromCharCode(...codes));
const plain = (maxLength: number) => fc.stringMatching(new RegExp(`^[a-z0-9]{1,${maxLength}}$`));
const names = fc.oneof(bytes(15), plain(15));
const altnames = fc.uniqueArray(fc.oneof(bytes(127), plain(20), plain(127)), { maxLength: 5 });
const roles = fc.constantFrom<Role>("standby", "primary");

test("for any name of the master, the wanted name and the altnames are valid", () => {
  fc.assert(
    fc.property(names, altnames, roles, (name, others, role) => {
      const wanted = wantedNames(NAMING, link(2, name, { altnames: others }), role);
      if (wanted.name !== undefined) {
        assert.match(wanted.name, /^[!-~]{1,15}$/);
        assert.ok(isTaken(wanted.name));
        assert.ok([name, ...others].some((base) => wanted.name === base + NAMING.suffix[role]));
      }
      for (const altname of wanted.altnames) {
        assert.match(altname, /^[!-~]{1,127}$/);
        assert.ok(isTaken(altname));
        assert.notEqual(altname, wanted.name);
      }
    }),
    { numRuns: 2000 },
  );
});

test("a slave has no wanted name only if none of the master's names gives a valid one", () => {
  fc.assert(
    fc.property(names, altnames, roles, (name, others, role) => {
      const wanted = wantedNames(NAMING, link(2, name, { altnames: others }), role);
      const possible = [name, ...others]
        .map((base) => base + NAMING.suffix[role])
        .filter((candidate) => /^[!-~]{1,15}$/.test(candidate) && isTaken(candidate));
      assert.equal(wanted.name === undefined, possible.length === 0);
      const own = name + NAMING.suffix[role];
      if (possible.includes(own)) assert.equal(wanted.name, own);
      else if (wanted.name !== undefined) {
        assert.equal(wanted.name.length, Math.min(...possible.map((candidate) => candidate.length)));
      }
    }),
    { numRuns: 2000 },
  );
});

/** What the kernel and udev refuse besides length and non-printable bytes. With the suffix, no name is a number. */
function isTaken(name: string): boolean {
  return !/[/:%]/.test(name);
}
