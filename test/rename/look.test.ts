// SPDX-License-Identifier: MIT
/** Which slaves one look wants to rename, and which masters they belong to. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Link } from "../../src/netlink/link.ts";
import { look, masterThatWants, type Task } from "../../src/rename/look.ts";
import { link, pci } from "../support/links.ts";
import { machineWith } from "../support/machine.ts";
import { FEATURES, group } from "./groups.ts";

interface Case {
  readonly about: string;
  readonly links: readonly Link[];
  readonly task?: Task;
  readonly others?: readonly number[];
  readonly left?: readonly string[];
  readonly udev?: { readonly [ifindex: number]: string };
  readonly masters: readonly number[];
  /** The slaves in the order of their plans. */
  readonly slaves: readonly number[];
}

const ALL: Task = { for: "slaves", master: 10, slaves: [11, 12] };
const PRIMARY: Task = { ...ALL, slaves: [12] };
const SLAVE_EVENT: Task = { for: "slave event", master: 10, slave: 12 };
const MASTER_EVENT: Task = { for: "master event", master: 10 };
const SETTLED = { 10: "I:1\n", 20: "I:1\n", 30: "I:1\n" };
const MARK = "I:1\nE:FAILOVER_IFNAME_ROLE=standby\n";
const NAMED = "I:1\nE:FAILOVER_IFNAME_KEEP=1\n";

const CASES: readonly Case[] = [
  { about: "all slaves of a master", links: group(1, "eth1", "eth2"), masters: [10], slaves: [11, 12] },
  {
    about: "the slave that is chosen",
    links: group(1, "eth1", "eth2"),
    task: PRIMARY,
    masters: [10],
    slaves: [12],
  },
  {
    about: "the slave that is chosen, and the one that has its name",
    links: group(1, "ens3npf", "eth2"),
    task: PRIMARY,
    masters: [10],
    slaves: [11, 12],
  },
  {
    about: "slaves with each other's names",
    links: group(1, "ens3npf", "ens3nsby"),
    task: PRIMARY,
    masters: [10],
    slaves: [11, 12],
  },
  {
    about: "a slave of another master that has a name, and no other slave of that master",
    links: [...group(1, "eth1", "eth2"), ...group(2, "ens3npf", "eth4")],
    masters: [10, 20],
    slaves: [11, 21, 12],
  },
  {
    about: "a slave that keeps its name blocks no other slave",
    links: [...group(1, "eth1", "eth2"), ...group(2, "ens4nsby", "ens4npf")],
    masters: [10],
    slaves: [11, 12],
  },
  { about: "not a failover master", links: [link(10, "eth0", { parent: pci(1) })], masters: [], slaves: [] },
  { about: "a master that is gone", links: [], masters: [], slaves: [] },
  {
    about: "a master whose name is not settled, and the run waits for it",
    links: group(1, "eth1", "eth2"),
    udev: {},
    masters: [10],
    slaves: [11, 12],
  },
  {
    about: "a master whose name is not settled, and its event follows",
    links: group(1, "eth1", "eth2"),
    task: SLAVE_EVENT,
    udev: {},
    masters: [],
    slaves: [],
  },
  {
    about: "the master of the event",
    links: group(1, "eth1", "eth2"),
    task: MASTER_EVENT,
    udev: {},
    masters: [10],
    slaves: [11, 12],
  },
  {
    about: "another master that an earlier look found: its slaves are not chosen",
    links: [...group(1, "ens3nsby", "ens3npf"), ...group(2, "eth3", "eth4")],
    others: [20, 30],
    masters: [10, 20],
    slaves: [11, 12],
  },
  {
    about: "another master with a slave that wants a name that is now free",
    links: [...group(1, "ens3nsby", "ens3npf"), ...group(2, "eth3", "eth4")],
    others: [20],
    left: ["eth2", "ens4npf"],
    masters: [10, 20],
    slaves: [11, 12, 22],
  },
  {
    about: "another master with slaves that want an altname that is now free",
    links: [...group(1, "ens3nsby", "ens3npf"), ...group(2, "ens4nsby", "ens4npf", { altnames: ["enp2s0"] })],
    others: [20],
    left: ["enp2s0nsby"],
    masters: [10, 20],
    slaves: [11, 12, 21],
  },
  {
    about: "the slave of the event",
    links: group(1, "eth1", "eth2"),
    task: SLAVE_EVENT,
    udev: { ...SETTLED, 11: MARK, 12: MARK },
    masters: [10],
    slaves: [12],
  },
  {
    about: "the slave of the event, and one that had no event",
    links: group(1, "eth1", "eth2"),
    task: SLAVE_EVENT,
    udev: { ...SETTLED, 12: MARK },
    masters: [10],
    slaves: [11, 12],
  },
  {
    about: "a slave that an earlier rule has named does not want the name of another link",
    links: [...group(1, "eth1", "eth2"), ...group(2, "ens3nsby", "ens3npf")],
    udev: { ...SETTLED, 11: NAMED, 12: NAMED },
    masters: [10],
    slaves: [11, 12],
  },
  {
    about: "a slave of another master that an earlier rule has named does not leave its name",
    links: [...group(1, "eth1", "eth2"), ...group(2, "ens3npf", "eth4")],
    udev: { ...SETTLED, 21: NAMED },
    masters: [10, 20],
    slaves: [11, 12],
  },
];

for (const { about, links, task = ALL, others = [], left = [], udev = SETTLED, masters, slaves } of CASES) {
  test(about, () => {
    const machine = machineWith({ links, features: FEATURES, udev });
    const names = Object.fromEntries(left.map((name) => [name, true as const]));
    const found = look(machine, task, others, names);
    assert.deepEqual([found.masters, found.plans.map(({ slave }) => slave.link.ifindex)], [masters, slaves]);
  });
}

test("if the event is the master's own, its name is final, for any content of udev's database", () => {
  const machine = machineWith({ links: group(1, "eth1", "eth2"), features: FEATURES, udev: {} });
  const namesFor = (task: Task) => look(machine, task).plans.map(({ rename }) => rename);
  assert.deepEqual(namesFor(ALL), [undefined, undefined]);
  assert.deepEqual(namesFor(MASTER_EVENT), ["ens3nsby", "ens3npf"]);
});

test("a look asks for each name once", () => {
  const links = [...group(1, "ens3npf", "ens3nsby"), ...group(2, "ens4npf", "ens4nsby")];
  const machine = machineWith({ links, features: FEATURES, udev: SETTLED });
  look(machine, ALL, [20]);
  const asked = machine.asked.filter((call) => call.startsWith("byName "));
  const names = ["ens3npf", "ens3nsby", "ens4npf", "ens4nsby", "ren11", "ren21"];
  assert.deepEqual(
    asked.sort(),
    names.map((name) => `byName ${name}`),
  );
});

const WANTING: readonly (readonly [
  about: string,
  left: string,
  known: readonly number[],
  master: number | undefined,
])[] = [
  ["the name of a primary", "ens4npf", [10], 20],
  ["the name of a standby", "ens4nsby", [10], 20],
  ["an altname", "enp2s0npf", [10], 20],
  ["a master that is known", "ens4npf", [10, 20], undefined],
  ["a name without a suffix", "ens4", [10], undefined],
  ["a name with another suffix", "ens4npx", [10], undefined],
  ["only a suffix", "npf", [10], undefined],
  ["a name after no link", "ens9npf", [10], undefined],
  ["a name after a link that is not a failover master", "eth9npf", [10], undefined],
  ["a name after a master that has no slave with that role", "ens5npf", [10], undefined],
  ["a name after a master that is not settled", "ens6npf", [10], undefined],
];

for (const [about, left, known, master] of WANTING) {
  test(`who wants ${about}, ${left}: ${master ?? "nobody"}`, () => {
    const links = [
      ...group(1, "ens3nsby", "ens3npf"),
      ...group(2, "eth3", "eth4", { altnames: ["enp2s0"] }),
      ...group(3, "eth5", "eth6").slice(0, 2),
      ...group(4, "eth7", "eth8"),
      link(9, "eth9", { parent: pci(9) }),
    ];
    const machine = machineWith({ links, features: FEATURES, udev: SETTLED });
    const isKnown = (ifindex: number) => known.includes(ifindex);
    assert.equal(masterThatWants(machine, left, isKnown), master);
  });
}

test("no master wants an altname if the configuration allows none", () => {
  const links = group(2, "eth3", "eth4", { altnames: ["enp2s0"] });
  const config = { alternativeNames: false };
  const machine = machineWith({ links, features: FEATURES, udev: SETTLED, config });
  const wants = (left: string) => masterThatWants(machine, left, () => false);
  assert.deepEqual([wants("enp2s0npf"), wants("ens4npf")], [undefined, 20]);
});

test("what is read to find out which master wants a name", () => {
  for (const [left, asked] of [
    ["ens4", []],
    ["npf", []],
    ["ens9npf", ["byName ens9"]],
  ] as const) {
    const machine = machineWith({ links: group(2, "eth3", "eth4"), features: FEATURES, udev: SETTLED });
    masterThatWants(machine, left, () => false);
    assert.deepEqual(machine.asked, asked);
  }
});
