// SPDX-License-Identifier: MIT
/** The plan for several groups, and for several slaves with one role: which slave leaves a name, and in which order. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Slave } from "../../src/failover/group.ts";
import type { Master } from "../../src/failover/master.ts";
import type { Link } from "../../src/netlink/link.ts";
import { link } from "../support/links.ts";
import { masterOf } from "../support/machine.ts";
import { linesOf } from "./lines.ts";

interface Case {
  readonly about: string;
  /** By the name of the master: its slaves, each by ifindex with its role and name, then its altnames. */
  readonly groups: { readonly [master: string]: readonly string[] };
  readonly others?: readonly Link[];
  readonly unsettled?: string;
  readonly hazardous?: number;
  /** One line for each slave, in order. */
  readonly plan: readonly string[];
}

const CASES: readonly Case[] = [
  {
    about: "a chain across two masters: the one at its end goes first",
    groups: { ens3: ["3 standby eth3"], ens4: ["5 standby ens3nsby", "6 primary ens4nsby"] },
    plan: ["ens4nsby > ens4npf", "ens3nsby > ens4nsby", "eth3 > ens3nsby"],
  },
  {
    about: "a cycle across three masters: the first goes via a temporary name, the others follow from the end",
    groups: { ens3: ["3 standby ens4nsby"], ens4: ["4 standby ens5nsby"], ens5: ["5 standby ens3nsby"] },
    plan: ["ens4nsby > ren3 > ens3nsby", "ens5nsby > ens4nsby", "ens3nsby > ens5nsby"],
  },
  {
    about: "two cycles",
    groups: { ens3: ["3 standby ens3npf", "4 primary ens3nsby"], ens4: ["5 standby ens4npf", "6 primary ens4nsby"] },
    plan: ["ens3npf > ren3 > ens3nsby", "ens3nsby > ens3npf", "ens4npf > ren5 > ens4nsby", "ens4nsby > ens4npf"],
  },
  {
    about: "if two slaves want one name, the one that has a name of the cycle gets it",
    groups: { ens3: ["3 primary eth3", "4 primary ens4npf"], ens4: ["5 primary ens3npf", "6 primary eth6"] },
    plan: [
      "ens3npf > ren5 > ens4npf",
      "ens4npf > ens3npf",
      "eth3 waits: the name ens3npf is taken by #4",
      "eth6 waits: the name ens4npf is taken by #5",
    ],
  },
  {
    about: "a chain into a cycle for which no temporary name is free",
    groups: { ens3: ["3 primary eth3", "4 primary ens4npf"], ens4: ["5 primary ens3npf"] },
    others: [link(9, "ren5", { altnames: Array.from({ length: 9 }, (_, count) => `ren5-${count + 1}`) })],
    plan: [
      "eth3 waits: slaves hold each other's names, and ren5 to ren5-9 are taken",
      "ens3npf waits: slaves hold each other's names, and ren5 to ren5-9 are taken",
      "ens4npf waits: slaves hold each other's names, and ren5 to ren5-9 are taken",
    ],
  },
  {
    about: "two primaries: the first gets the name, the second waits",
    groups: { ens3: ["3 primary eth3", "4 primary eth4"] },
    plan: ["eth3 > ens3npf", "eth4 waits: the name ens3npf is taken by #3"],
  },
  {
    about: "two primaries: the one that has the name keeps it",
    groups: { ens3: ["3 primary eth3", "4 primary ens3npf"] },
    plan: ["ens3npf has its name", "eth3 waits: the name ens3npf is taken by #4"],
  },
  {
    about: "two primaries: the one that has the name as an altname gets it",
    groups: { ens3: ["3 primary eth3", "4 primary eth4 ens3npf"] },
    plan: ["eth4 > ens3npf", "eth3 waits: the name ens3npf is taken by eth4, as an altname, #4"],
  },
  {
    about: "a chain that ends at a name that does not become free",
    groups: { ens3: ["3 standby eth3", "4 primary ens3nsby"] },
    others: [link(9, "ens3npf")],
    plan: ["eth3 waits: the name ens3nsby is taken by #4", "ens3nsby waits: the name ens3npf is taken by #9"],
  },
  {
    about: "an altname that its slave wants is not dropped",
    groups: { ens3: ["3 primary eth3", "4 primary eth4 ens3npf"] },
    hazardous: 4,
    plan: ["eth4 keeps: it could hang", "eth3 waits: the name ens3npf is taken by eth4, as an altname, #4"],
  },
  {
    about: "an altname of a slave whose wanted names are not known is not dropped",
    groups: { ens3: ["3 primary eth3"], ens4: ["5 primary eth5 ens3npf"] },
    unsettled: "ens4",
    plan: [
      "eth5 waits: the name of its master ens4 is not settled: test",
      "eth3 waits: the name ens3npf is taken by eth5, as an altname, #5",
    ],
  },
  {
    about: "an altname of a slave of another master is dropped",
    groups: { ens3: ["3 primary eth3"], ens4: ["5 primary eth5 ens3npf"] },
    plan: ["eth3 > ens3npf (ens3npf dropped from #5)", "eth5 > ens4npf"],
  },
  {
    about: "a slave that has the name of another, and cannot leave it",
    groups: { ens3: ["3 primary eth3"], ens4: ["5 primary ens3npf"] },
    unsettled: "ens4",
    plan: [
      "ens3npf waits: the name of its master ens4 is not settled: test",
      "eth3 waits: the name ens3npf is taken by #5",
    ],
  },
];

for (const { about, groups, others = [], unsettled, hazardous, plan } of CASES) {
  test(about, () => {
    const masters = Object.keys(groups).map((name, index) => {
      const settled = { status: name !== unsettled, reason: "test", source: "test" };
      return masterOf({ ifindex: 100 + index, name }, { settled });
    });
    const slaves = masters.flatMap((master) =>
      (groups[master.link.name] ?? []).map((line) => slaveOf(master, line, hazardous)),
    );
    const links = [...masters, ...slaves].map(({ link }) => link).concat(others);
    assert.deepEqual(linesOf(slaves, links), plan);
  });
}

function slaveOf(master: Master, line: string, hazardous: number | undefined): Slave {
  const [number, role, name = "", ...altnames] = line.split(" ");
  assert.ok(role === "standby" || role === "primary");
  const ifindex = Number(number);
  const hazard = ifindex === hazardous ? "it could hang" : undefined;
  return { master, role, link: link(ifindex, name, { master: master.link.ifindex, altnames }), hazard };
}
