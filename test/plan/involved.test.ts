/** Which groups must be planned together, and what is asked to find out. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_CONFIG } from "../../src/config.ts";
import type { FailoverGroup } from "../../src/failover/group.ts";
import { netFailover } from "../../src/failover/net-failover.ts";
import type { Link, Master } from "../../src/links/link.ts";
import { involvedGroups } from "../../src/plan/involved.ts";
import { link, master } from "../support/links.ts";

/** A group of a master with a standby and a primary, whose ifindexes follow the master's. */
function group(ifindex: number, name: string, standby: string, primary: string, fields: Partial<Master> = {}) {
  const slave = (offset: number, name: string) => link(ifindex + offset, name, { master: ifindex });
  const slaves = [
    { role: "standby", link: slave(1, standby) },
    { role: "primary", link: slave(2, primary) },
  ] as const;
  return { kind: netFailover, master: master(ifindex, name, fields), slaves } satisfies FailoverGroup;
}

const UNSETTLED = { settled: { is: false, because: "test" } } as const;

interface Case {
  readonly about: string;
  readonly firsts: readonly FailoverGroup[];
  /** What can be found beside them. */
  readonly others?: readonly FailoverGroup[];
  readonly links?: readonly Link[];
  /** The ifindexes of slaves to which an earlier rule has given their names. */
  readonly named?: readonly number[];
  /** The masters of the involved groups, in order. */
  readonly involved: readonly number[];
  /** The names whose holders are asked for, and the masters whose groups are, in order. */
  readonly asked: readonly (string | number)[];
}

const CASES: readonly Case[] = [
  {
    about: "slaves that have their names: nothing is asked",
    firsts: [group(10, "ens3", "ens3nsby", "ens3npf")],
    involved: [10],
    asked: [],
  },
  {
    about: "names that nobody has",
    firsts: [group(10, "ens3", "eth1", "eth2")],
    involved: [10],
    asked: ["ens3nsby", "ens3npf"],
  },
  {
    about: "a slave of another master has a name",
    firsts: [group(10, "ens3", "eth1", "ens4npf")],
    others: [group(20, "ens4", "ens4nsby", "ens3npf")],
    involved: [10, 20],
    asked: ["ens3nsby", "ens3npf", 20, "ens4npf"],
  },
  {
    about: "one group leads to the next",
    firsts: [group(10, "ens3", "ens3nsby", "eth2")],
    others: [group(20, "ens4", "ens4nsby", "ens3npf"), group(30, "ens5", "ens5nsby", "ens4npf")],
    involved: [10, 20, 30],
    asked: ["ens3npf", 20, "ens4npf", 30, "ens5npf"],
  },
  {
    about: "both names are with slaves of one master, which is looked for once",
    firsts: [group(10, "ens3", "eth1", "eth2")],
    others: [group(20, "ens4", "ens3nsby", "ens3npf")],
    involved: [10, 20],
    asked: ["ens3nsby", 20, "ens3npf", "ens4nsby", "ens4npf"],
  },
  {
    about: "the first groups are known, and come first",
    firsts: [group(30, "ens5", "ens4nsby", "ens5npf"), group(20, "ens4", "ens5nsby", "ens4npf")],
    involved: [30, 20],
    asked: ["ens5nsby", "ens4nsby"],
  },
  {
    about: "slaves with each other's names: their master is known",
    firsts: [group(10, "ens3", "ens3npf", "ens3nsby")],
    involved: [10],
    asked: ["ens3nsby", "ens3npf"],
  },
  {
    about: "the name of the master is not settled, and so those of its slaves are not known",
    firsts: [group(10, "ens3", "eth1", "eth2", UNSETTLED)],
    others: [group(20, "ens4", "ens3nsby", "ens3npf")],
    involved: [10],
    asked: [],
  },
  {
    about: "no name is valid",
    firsts: [group(10, "verylongname123", "eth1", "eth2")],
    involved: [10],
    asked: [],
  },
  {
    about: "a name is with a link that has no master",
    firsts: [group(10, "ens3", "ens3nsby", "eth2")],
    links: [link(9, "ens3npf")],
    involved: [10],
    asked: ["ens3npf"],
  },
  {
    about: "a name is with a bridge port",
    firsts: [group(10, "ens3", "ens3nsby", "eth2")],
    links: [link(9, "ens3npf", { master: 8, slaveKind: "bridge" })],
    involved: [10],
    asked: ["ens3npf"],
  },
  {
    about: "a name is with the slave of a master that is no failover master, or does not count",
    firsts: [group(10, "ens3", "eth1", "eth2")],
    links: [link(9, "ens3npf", { master: 8, altnames: ["ens3nsby"] })],
    involved: [10],
    asked: ["ens3nsby", 8, "ens3npf"],
  },
  {
    about: "an earlier rule has named a slave: it wants no other name",
    firsts: [group(10, "ens3", "eth1", "eth2")],
    others: [group(20, "ens4", "ens3nsby", "ens3npf"), group(30, "ens5", "ens5nsby", "ens4npf")],
    named: [11, 12],
    involved: [10],
    asked: ["ens3nsby", "ens3npf"],
  },
];

for (const { about, firsts, others = [], links = [], named = [], involved, asked } of CASES) {
  test(about, () => {
    const all = [...firsts, ...others].flatMap(({ slaves }) => slaves.map(({ link }) => link)).concat(links);
    const questions: (string | number)[] = [];
    const input = {
      scheme: DEFAULT_CONFIG,
      holderOf: (name: string) => {
        questions.push(name);
        return all.find((candidate) => candidate.name === name || candidate.altnames.includes(name));
      },
      hazardOf: () => undefined,
      isNamedByRule: ({ link }: { readonly link: Link }) => named.includes(link.ifindex),
    };
    const findGroup = (ifindex: number) => {
      questions.push(ifindex);
      return others.find((other) => other.master.ifindex === ifindex);
    };
    const groups = involvedGroups(firsts, input, findGroup);
    assert.deepEqual([groups.map((found) => found.master.ifindex), questions], [involved, asked]);
  });
}
