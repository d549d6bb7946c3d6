// SPDX-License-Identifier: MIT
/** The plan for a group: names, order, altnames, and what blocks a name. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Slave } from "../../src/failover/group.ts";
import type { Settled } from "../../src/failover/settled.ts";
import type { Link } from "../../src/netlink/link.ts";
import { namesOf } from "../../src/plan/names.ts";
import { type PlanInput, planSlaves, planWithLookUp } from "../../src/plan/plan.ts";
import { link } from "../support/links.ts";
import { DEFAULT_CONFIG, masterOf } from "../support/machine.ts";
import { lineOf, linesOf } from "./lines.ts";

interface Case {
  readonly about: string;
  readonly master?: Partial<Link>;
  readonly settled?: Settled;
  readonly standby?: Partial<Link>;
  readonly primary?: Partial<Link>;
  readonly others?: readonly Link[];
  /** The hazard of the primary. */
  readonly hazard?: string;
  readonly input?: Partial<PlanInput>;
  /** One line for each slave, in the order of the plan. */
  readonly plan: readonly string[];
}

const TOO_LONG = (length: number): string =>
  `is ${length} bytes long, and a name has at most 15; no altname of the master gives a valid name`;

const CASES: readonly Case[] = [
  { about: "kernel names", plan: ["eth1 > ens3nsby", "eth2 > ens3npf"] },
  {
    about: "names as wanted",
    standby: { name: "ens3nsby" },
    primary: { name: "ens3npf" },
    plan: ["ens3nsby has its name", "ens3npf has its name"],
  },
  {
    about: "a slave's own altname does not block its name",
    primary: { altnames: ["ens3npf"] },
    plan: ["eth1 > ens3nsby", "eth2 > ens3npf"],
  },
  {
    about: "another link holds a name",
    others: [link(9, "ens3npf")],
    plan: ["eth1 > ens3nsby", "eth2 waits: the name ens3npf is taken by #9"],
  },
  {
    about: "another link holds a name as an altname",
    others: [link(9, "dummy0", { altnames: ["ens3npf"] })],
    plan: ["eth1 > ens3nsby", "eth2 waits: the name ens3npf is taken by dummy0, as an altname, #9"],
  },
  {
    about: "the rename of another slave, which comes first, frees the name",
    standby: { name: "ens3npf" },
    plan: ["ens3npf > ens3nsby", "eth2 > ens3npf"],
  },
  {
    about: "slaves with each other's names: one goes via a temporary name",
    standby: { name: "ens3npf" },
    primary: { name: "ens3nsby" },
    plan: ["ens3npf > ren3 > ens3nsby", "ens3nsby > ens3npf"],
  },
  {
    about: "the temporary name is one that no link has, as a name or as an altname",
    standby: { name: "ens3npf" },
    primary: { name: "ens3nsby" },
    others: [link(8, "ren3"), link(9, "dummy0", { altnames: ["ren3-1"] })],
    plan: ["ens3npf > ren3-2 > ens3nsby", "ens3nsby > ens3npf"],
  },
  {
    about: "no temporary name is free",
    standby: { name: "ens3npf" },
    primary: { name: "ens3nsby" },
    others: [link(8, "ren3"), ...Array.from({ length: 9 }, (_, count) => link(10 + count, `ren3-${count + 1}`))],
    plan: [
      "ens3npf waits: slaves hold each other's names, and ren3 to ren3-9 are taken",
      "ens3nsby waits: slaves hold each other's names, and ren3 to ren3-9 are taken",
    ],
  },
  {
    about: "a slave whose present name is one of its wanted altnames",
    master: { altnames: ["enp1s0"] },
    primary: { name: "enp1s0npf" },
    plan: ["eth1 > ens3nsby +enp1s0nsby", "enp1s0npf > ens3npf +enp1s0npf"],
  },
  {
    about: "no temporary name if the holder itself cannot be renamed",
    standby: { name: "ens3npf" },
    others: [link(9, "ens3nsby")],
    plan: ["ens3npf waits: the name ens3nsby is taken by #9", "eth2 waits: the name ens3npf is taken by #3"],
  },
  {
    about: "an altname of the other slave that is not its own name is dropped",
    standby: { altnames: ["ens3npf"] },
    plan: ["eth1 > ens3nsby", "eth2 > ens3npf (ens3npf dropped from #3)"],
  },
  {
    about: "a hazard: an altname of the other slave that is the wanted name is dropped, too",
    standby: { name: "ens3nsby", altnames: ["ens3npf"] },
    hazard: "it could hang",
    plan: ["ens3nsby has its name", "eth2 (ens3npf dropped from #3) keeps: it could hang +ens3npf"],
  },
  {
    about: "an altname of the other slave that this one should have",
    master: { altnames: ["wan"] },
    standby: { name: "ens3nsby", altnames: ["wannsby", "wannpf"] },
    primary: { name: "ens3npf" },
    plan: ["ens3nsby has its name", "ens3npf (wannpf dropped from #3) has its name +wannpf"],
  },
  {
    about: "an altname of a link that is not a slave stays there",
    master: { altnames: ["wan"] },
    primary: { name: "ens3npf" },
    others: [link(9, "dummy0", { altnames: ["wannpf"] })],
    plan: ["eth1 > ens3nsby +wannsby", "ens3npf has its name"],
  },
  {
    about: "an unsettled master",
    master: { name: "eth0" },
    settled: { status: false, reason: "test", source: "test" },
    plan: [
      "eth1 waits: the name of its master eth0 is not settled: test",
      "eth2 waits: the name of its master eth0 is not settled: test",
    ],
  },
  {
    about: "altnames made from the master's, except those that another link has",
    master: { altnames: ["enp1s0", "wan"] },
    others: [link(9, "wannpf")],
    plan: ["eth1 > ens3nsby +enp1s0nsby +wannsby", "eth2 > ens3npf +enp1s0npf"],
  },
  {
    about: "a master whose name is too long for both, with an altname that is not",
    master: { name: "verylongname123", altnames: ["enp1s0"] },
    plan: ["eth1 > enp1s0nsby +verylongname123nsby", "eth2 > enp1s0npf +verylongname123npf"],
  },
  {
    about: "a hazard: the altname instead of the name",
    hazard: "it could hang",
    plan: ["eth2 keeps: it could hang +ens3npf", "eth1 > ens3nsby"],
  },
  {
    about: "a master whose name is too long, without altnames: the altname instead of the name",
    master: { name: "verylongname123" },
    hazard: "it could hang",
    plan: [
      `eth1 keeps: verylongname123nsby ${TOO_LONG(19)} +verylongname123nsby`,
      `eth2 keeps: verylongname123npf ${TOO_LONG(18)} +verylongname123npf`,
    ],
  },
  {
    about: "a hazard that LiveRename=always overrides",
    hazard: "it could hang",
    input: { config: { ...DEFAULT_CONFIG, liveRename: "always" } },
    plan: ["eth1 > ens3nsby", "eth2 > ens3npf"],
  },
  {
    about: "a hazard for a slave that has its name",
    primary: { name: "ens3npf" },
    hazard: "it could hang",
    plan: ["ens3npf has its name", "eth1 > ens3nsby"],
  },
  {
    about: "a name that an earlier rule has set",
    input: { namedByRule: { 3: true } },
    plan: ["eth1 has its name", "eth2 > ens3npf"],
  },
];

for (const { about, plan, ...machine } of CASES) {
  test(about, () => assert.deepEqual(planLines(machine).sort(), [...plan].sort()));
}

test("slaves that leave names come before those that take them", () => {
  const lines = planLines({ standby: { name: "eth1" }, primary: { name: "ens3nsby" } });
  assert.deepEqual(lines, ["ens3nsby > ens3npf", "eth1 > ens3nsby"]);
});

test("of an altname that another slave gives up, the name goes first, then the altname", () => {
  const master = { altnames: ["enp1s0"] };
  assert.deepEqual(planLines({ master, standby: { altnames: ["ens3npf", "enp1s0npf"] } }), [
    "eth1 > ens3nsby +enp1s0nsby",
    "eth2 > ens3npf (ens3npf dropped from #3) (enp1s0npf dropped from #3) +enp1s0npf",
  ]);
});

test("a slave that needs no new name is not looked up", () => {
  const { slaves } = given({ standby: { name: "ens3nsby" } });
  const asked: string[] = [];
  planWithLookUp({ slaves, config: DEFAULT_CONFIG, namedByRule: {} }, (name) => void asked.push(name));
  assert.deepEqual(asked, ["ens3npf"]);
});

test("unknown names are looked up, each once, until the plan needs no more", () => {
  const { slaves, links } = given({ standby: { name: "ens3npf" }, primary: { name: "ens3nsby" } });
  const asked: string[] = [];
  const plans = planWithLookUp({ slaves, config: DEFAULT_CONFIG, namedByRule: {} }, (name) => {
    asked.push(name);
    return name === "ren3" ? link(9, "ren3") : links.find((candidate) => candidate.name === name);
  });
  assert.deepEqual(plans.map(lineOf), ["ens3npf > ren3-1 > ens3nsby", "ens3nsby > ens3npf"]);
  assert.deepEqual([...asked].sort(), [...new Set(asked)].sort());
});

test("the wanted name if the master's name does not decide it, and why", () => {
  const wantedOf = (status: boolean, namedByRule: PlanInput["namedByRule"]) => {
    const { slaves } = given({ settled: { status, reason: "test", source: "test" } });
    const names = { holders: {}, isComplete: true };
    const plan = planSlaves({ slaves: slaves.slice(1), config: DEFAULT_CONFIG, namedByRule, names });
    return plan.slaves.map(({ wanted }) => wanted);
  };
  const reason = "the name of its master is not settled";
  assert.deepEqual(wantedOf(false, {}), [{ name: undefined, altnames: [], reason }]);
  const byRule = "an earlier udev rule has set NAME";
  assert.deepEqual(wantedOf(true, { 4: true }), [{ name: "eth2", altnames: [], reason: byRule }]);
});

test("a plan lists the unknown names that it depends on", () => {
  const { slaves } = given({});
  const names = { holders: { ens3npf: undefined }, isComplete: false };
  const { unknownNames } = planSlaves({ slaves, config: DEFAULT_CONFIG, namedByRule: {}, names });
  assert.deepEqual(unknownNames, ["ens3nsby"]);
});

test("of a whole machine, every name is known", () => {
  const { slaves, links } = given({});
  const { unknownNames } = planSlaves({ slaves, config: DEFAULT_CONFIG, namedByRule: {}, names: namesOf(links) });
  assert.deepEqual(unknownNames, []);
});

type Given = Omit<Case, "about" | "plan">;

function given({ master = {}, settled, standby = {}, primary = {}, others = [], hazard }: Given): {
  readonly slaves: readonly Slave[];
  readonly links: readonly Link[];
} {
  const group = masterOf(master, settled === undefined ? {} : { settled });
  const slaves: Slave[] = [
    { master: group, role: "standby", link: link(3, "eth1", { master: 2, ...standby }), hazard: undefined },
    { master: group, role: "primary", link: link(4, "eth2", { master: 2, ...primary }), hazard },
  ];
  return { slaves, links: [group.link, ...slaves.map((slave) => slave.link), ...others] };
}

function planLines(machine: Given): string[] {
  const { slaves, links } = given(machine);
  return linesOf(slaves, links, machine.input);
}
