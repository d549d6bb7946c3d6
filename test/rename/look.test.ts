/** Which slaves one look finds to rename, and which masters they belong to. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_CONFIG } from "../../src/config.ts";
import type { Link } from "../../src/links/link.ts";
import { look, masterThatWaits, type Task } from "../../src/rename/look.ts";
import { FEATURES_WITH_STANDBY, link, pci, sourceOf, virtio } from "../support/links.ts";

const FEATURES = { virtio1: FEATURES_WITH_STANDBY, virtio2: FEATURES_WITH_STANDBY, virtio3: FEATURES_WITH_STANDBY };
const SETTLED = { 10: "I:1\n", 20: "I:1\n", 30: "I:1\n" };

/** A master #10 called ens3, #20 ens4, … with a standby and a primary, whose ifindexes follow the master's. */
function group(number: number, standby: string, primary: string, altnames: readonly string[] = []): Link[] {
  const master = 10 * number;
  return [
    link(master, `ens${number + 2}`, { parent: virtio(number), altnames }),
    link(master + 1, standby, { master, parent: virtio(number) }),
    link(master + 2, primary, { master, parent: pci(number) }),
  ];
}

interface Case {
  readonly about: string;
  readonly links: readonly Link[];
  readonly task?: Partial<Task>;
  readonly others?: readonly number[];
  readonly left?: readonly string[];
  readonly udev?: { readonly [ifindex: number]: string };
  readonly masters: readonly number[];
  /** The slaves in the order of their plans. */
  readonly slaves: readonly number[];
}

const onlyPrimary: Partial<Task> = { isChosen: ({ role }) => role === "primary" };

const CASES: readonly Case[] = [
  { about: "all slaves of a master", links: group(1, "eth1", "eth2"), masters: [10], slaves: [11, 12] },
  {
    about: "the slave that is chosen",
    links: group(1, "eth1", "eth2"),
    task: onlyPrimary,
    masters: [10],
    slaves: [12],
  },
  {
    about: "the slave that is chosen, and the one that has its name",
    links: group(1, "ens3npf", "eth2"),
    task: onlyPrimary,
    masters: [10],
    slaves: [11, 12],
  },
  {
    about: "slaves with each other's names",
    links: group(1, "ens3npf", "ens3nsby"),
    task: onlyPrimary,
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
    about: "a slave that keeps its name is in nobody's way",
    links: [...group(1, "eth1", "eth2"), ...group(2, "ens4nsby", "ens4npf")],
    masters: [10],
    slaves: [11, 12],
  },
  { about: "no failover master", links: [link(10, "eth0", { parent: pci(1) })], masters: [], slaves: [] },
  { about: "a master that is gone", links: [], masters: [], slaves: [] },
  {
    about: "a master whose name is not settled, and somebody waits for it",
    links: group(1, "eth1", "eth2"),
    udev: {},
    masters: [10],
    slaves: [11, 12],
  },
  {
    about: "a master whose name is not settled, and its event is to come",
    links: group(1, "eth1", "eth2"),
    task: { unsettled: "leave" },
    udev: {},
    masters: [],
    slaves: [],
  },
  {
    about: "a master whose event this is",
    links: group(1, "eth1", "eth2"),
    task: { unsettled: "leave", masterEvent: true },
    udev: {},
    masters: [10],
    slaves: [11, 12],
  },
  {
    about: "another master that was looked at before: its slaves are not chosen",
    links: [...group(1, "ens3nsby", "ens3npf"), ...group(2, "eth3", "eth4")],
    others: [20, 30],
    masters: [10, 20],
    slaves: [11, 12],
  },
  {
    about: "another master, one of whose slaves is to have a name that was left",
    links: [...group(1, "ens3nsby", "ens3npf"), ...group(2, "eth3", "eth4")],
    others: [20],
    left: ["eth2", "ens4npf"],
    masters: [10, 20],
    slaves: [11, 12, 22],
  },
  {
    about: "another master, whose slaves are to have an altname that was left",
    links: [...group(1, "ens3nsby", "ens3npf"), ...group(2, "ens4nsby", "ens4npf", ["enp2s0"])],
    others: [20],
    left: ["enp2s0nsby"],
    masters: [10, 20],
    slaves: [11, 12, 21],
  },
];

for (const { about, links, task, others = [], left = [], udev = SETTLED, masters, slaves } of CASES) {
  test(about, () => {
    const source = sourceOf({ links, features: FEATURES, udev });
    const all: Task = { master: 10, isChosen: () => true, masterEvent: false, unsettled: "wait", ...task };
    const names = Object.fromEntries(left.map((name) => [name, true as const]));
    const found = look({ source, config: DEFAULT_CONFIG }, all, others, names);
    assert.deepEqual([found.masters, found.plans.map(({ slave }) => slave.link.ifindex)], [masters, slaves]);
  });
}

test("a master whose event this is has its name, whatever udev's database says", () => {
  const source = sourceOf({ links: group(1, "eth1", "eth2"), features: FEATURES, udev: {} });
  const task = { master: 10, isChosen: () => true, unsettled: "wait" } as const;
  const namesFor = (masterEvent: boolean) =>
    look({ source, config: DEFAULT_CONFIG }, { ...task, masterEvent }, [], {}).plans.map(({ rename }) => rename);
  assert.deepEqual(namesFor(false), [undefined, undefined]);
  assert.deepEqual(namesFor(true), ["ens3nsby", "ens3npf"]);
});

const WAITING: readonly (readonly [
  about: string,
  left: string,
  known: readonly number[],
  master: number | undefined,
])[] = [
  ["the name of a primary", "ens4npf", [10], 20],
  ["the name of a standby", "ens4nsby", [10], 20],
  ["an altname", "enp2s0npf", [10], 20],
  ["a master that is known", "ens4npf", [10, 20], undefined],
  ["a name of no suffix", "ens4", [10], undefined],
  ["a name of another suffix", "ens4npx", [10], undefined],
  ["a suffix alone", "npf", [10], undefined],
  ["a name after no link", "ens9npf", [10], undefined],
  ["a name after a link that is no failover master", "eth9npf", [10], undefined],
  ["a name after a master that has no slave of that role", "ens5npf", [10], undefined],
  ["a name after a master that is not settled", "ens6npf", [10], undefined],
];

for (const [about, left, known, master] of WAITING) {
  test(`who waits for ${about}, ${left}: ${master ?? "nobody"}`, () => {
    const links = [
      ...group(1, "ens3nsby", "ens3npf"),
      ...group(2, "eth3", "eth4", ["enp2s0"]),
      ...group(3, "eth5", "eth6").slice(0, 2),
      ...group(4, "eth7", "eth8"),
      link(9, "eth9", { parent: pci(9) }),
    ];
    const source = sourceOf({ links, features: { ...FEATURES, virtio4: FEATURES_WITH_STANDBY }, udev: SETTLED });
    const isKnown = (ifindex: number) => known.includes(ifindex);
    assert.equal(masterThatWaits({ source, config: DEFAULT_CONFIG }, left, isKnown), master);
  });
}

test("nobody waits for an altname if there are to be none", () => {
  const source = sourceOf({ links: group(2, "eth3", "eth4", ["enp2s0"]), features: FEATURES, udev: SETTLED });
  const config = { ...DEFAULT_CONFIG, alternativeNames: false };
  assert.equal(
    masterThatWaits({ source, config }, "enp2s0npf", () => false),
    undefined,
  );
  assert.equal(
    masterThatWaits({ source, config }, "ens4npf", () => false),
    20,
  );
});

test("what is read to find out who waits", () => {
  for (const [left, asked] of [
    ["ens4", []],
    ["npf", []],
    ["ens9npf", ["byName ens9"]],
  ] as const) {
    const source = sourceOf({ links: group(2, "eth3", "eth4"), features: FEATURES, udev: SETTLED });
    masterThatWaits({ source, config: DEFAULT_CONFIG }, left, () => false);
    assert.deepEqual(source.asked, asked);
  }
});
