// SPDX-License-Identifier: MIT
/** Which groups must be planned together, and what is read to find them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { findGroup } from "../../src/failover/group.ts";
import type { Link } from "../../src/netlink/link.ts";
import { involvedGroups } from "../../src/rename/involved.ts";
import { link, pci, virtio } from "../support/links.ts";
import { machineWith } from "../support/machine.ts";
import { FEATURES, group } from "./groups.ts";

interface Case {
  readonly about: string;
  /** The groups that are given. */
  readonly startingGroups: readonly (readonly Link[])[];
  /** The other links of the machine. */
  readonly others?: readonly Link[];
  /** The ifindex of a master whose name is not settled. */
  readonly unsettled?: number;
  /** The ifindexes of slaves to which an earlier rule has given their names. */
  readonly named?: readonly number[];
  /** The masters of the involved groups, in order. */
  readonly involved: readonly number[];
  /** The names whose holders are looked up, and the masters whose groups are looked up, in order. */
  readonly asked: readonly (string | number)[];
}

const CASES: readonly Case[] = [
  {
    about: "slaves that have their names: nothing is looked up",
    startingGroups: [group(1, "ens3nsby", "ens3npf")],
    involved: [10],
    asked: [],
  },
  {
    about: "names that no link has",
    startingGroups: [group(1, "eth1", "eth2")],
    involved: [10],
    asked: ["ens3nsby", "ens3npf"],
  },
  {
    about: "a slave of another master has a name",
    startingGroups: [group(1, "eth1", "ens4npf")],
    others: [...group(2, "ens4nsby", "ens3npf")],
    involved: [10, 20],
    asked: ["ens3nsby", "ens3npf", 20, "ens4npf"],
  },
  {
    about: "one group leads to the next",
    startingGroups: [group(1, "ens3nsby", "eth2")],
    others: [...group(2, "ens4nsby", "ens3npf"), ...group(3, "ens5nsby", "ens4npf")],
    involved: [10, 20, 30],
    asked: ["ens3npf", 20, "ens4npf", 30, "ens5npf"],
  },
  {
    about: "slaves of one master have both names, and the master is looked up once",
    startingGroups: [group(1, "eth1", "eth2")],
    others: [...group(2, "ens3nsby", "ens3npf")],
    involved: [10, 20],
    asked: ["ens3nsby", 20, "ens3npf", "ens4nsby", "ens4npf"],
  },
  {
    about: "the first groups are known, and come first",
    startingGroups: [group(3, "ens4nsby", "ens5npf"), group(2, "ens5nsby", "ens4npf")],
    involved: [30, 20],
    asked: ["ens5nsby", "ens4nsby"],
  },
  {
    about: "slaves with each other's names: their master is known",
    startingGroups: [group(1, "ens3npf", "ens3nsby")],
    involved: [10],
    asked: ["ens3nsby", "ens3npf"],
  },
  {
    about: "the name of the master is not settled, so the names of its slaves are not known",
    startingGroups: [group(1, "eth1", "eth2")],
    unsettled: 10,
    others: [...group(2, "ens3nsby", "ens3npf")],
    involved: [10],
    asked: [],
  },
  {
    about: "no name is valid: the altnames instead of the name are looked up",
    startingGroups: [group(1, "eth1", "eth2", { name: "verylongname123" })],
    involved: [10],
    asked: ["verylongname123nsby", "verylongname123npf"],
  },
  {
    about: "a slave of another master has a wanted altname, and a slave that has one does not look up another",
    startingGroups: [
      [
        link(10, "ens3", { parent: virtio(1), altnames: ["wan"] }),
        link(11, "ens3nsby", { master: 10, parent: virtio(1), altnames: ["wannsby"] }),
        link(12, "ens3npf", { master: 10, parent: pci(1) }),
      ],
    ],
    others: group(2, "ens4nsby", "ens4npf").map((other) =>
      other.ifindex === 21 ? { ...other, altnames: ["wannpf"] } : other,
    ),
    involved: [10, 20],
    asked: ["wannpf", 20],
  },
  {
    about: "a slave of another master has an altname that a slave without its name wants",
    startingGroups: [group(1, "ens3nsby", "eth2", { altnames: ["wan"] })],
    others: group(2, "ens4nsby", "ens4npf").map((other) =>
      other.ifindex === 21 ? { ...other, altnames: ["wannpf"] } : other,
    ),
    involved: [10, 20],
    asked: ["wannsby", "ens3npf", "wannpf", 20],
  },
  {
    about: "a link without a master has a name",
    startingGroups: [group(1, "ens3nsby", "eth2")],
    others: [link(9, "ens3npf")],
    involved: [10],
    asked: ["ens3npf"],
  },
  {
    about: "a bridge port has a name",
    startingGroups: [group(1, "ens3nsby", "eth2")],
    others: [link(9, "ens3npf", { master: 8, slaveKind: "bridge" })],
    involved: [10],
    asked: ["ens3npf"],
  },
  {
    about: "the slave of a master that is not a failover master, or does not count, has a name",
    startingGroups: [group(1, "eth1", "eth2")],
    others: [link(9, "ens3npf", { master: 8, altnames: ["ens3nsby"] })],
    involved: [10],
    asked: ["ens3nsby", 8, "ens3npf"],
  },
  {
    about: "an earlier rule has named a slave: it wants no other name",
    startingGroups: [group(1, "eth1", "eth2")],
    others: [...group(2, "ens3nsby", "ens3npf"), ...group(3, "ens5nsby", "ens4npf")],
    named: [11, 12],
    involved: [10],
    asked: [],
  },
];

for (const { about, startingGroups, others = [], unsettled, named = [], involved, asked } of CASES) {
  test(about, () => {
    const masters = startingGroups.map(([master]) => master?.ifindex ?? 0);
    const udev = Object.fromEntries([10, 20, 30].map((ifindex) => [ifindex, ifindex === unsettled ? "" : "I:1\n"]));
    const machine = machineWith({ links: [...startingGroups.flat(), ...others], features: FEATURES, udev });
    const given = masters.map((ifindex) => findGroup(machine, ifindex)).filter((found) => found !== undefined);
    machine.asked.length = 0;
    const namedByRule = Object.fromEntries(named.map((ifindex) => [ifindex, true as const]));
    const groups = involvedGroups(machine, given, machine.links.byName, namedByRule);
    const questions = machine.asked.filter((call) => /^by(Name|Index) /.test(call));
    assert.deepEqual(
      [groups.map(({ master }) => master.link.ifindex), questions],
      [involved, asked.map((what) => (typeof what === "number" ? `byIndex ${what}` : `byName ${what}`))],
    );
  });
}
