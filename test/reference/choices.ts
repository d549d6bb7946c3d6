// SPDX-License-Identifier: MIT
/** What a random machine is made of: the forms that things have, and how often. */
import fc from "../support/fast-check.ts";

const DATABASE_FORMS = [
  "I:4668840\nE:ID_NET_DRIVER=net_failover\nV:1\n",
  "I:4668840\nE:ID_RENAMING=1\n",
  "I:4668840\nE:ID_RENAMING=0\n",
  "I:4668840\nE:ID_PROCESSING=1\n",
  "E:ID_RENAMING=1\nE:ID_PROCESSING=1\n",
  "E:ID_NET_DRIVER=net_failover\n",
  "",
];
const KEEP_FORMS = ["I:1\nE:FAILOVER_IFNAME_KEEP=1\n", "I:1\nE:FAILOVER_IFNAME_KEEP=0\n", "E:FAILOVER_IFNAME_KEEP=1\n"];
const RELEASES = [
  "4.19.0-27-amd64",
  "5.1.21",
  "5.2.0",
  "5.10.0-33-amd64",
  "6.1.0-56-amd64",
  "6.2.0",
  "6.12.48+deb13-amd64",
  "6.14.11-300.fc42.x86_64",
  "6.15.0-rc1",
  "6.15",
  "6.18.2",
  "7.0.0-1-generic",
  "7.2.6",
  "7.2.7",
  "7.2.10-arch1-1",
  "7.3.0-rc2",
  "10.0.0",
];
const DRIVERS = ["e1000e", "mlx5_core", "bnxt_en", "iavf", "gve", "mana", "ixgbevf"];
const MASTER_NAMES = [
  "ens3",
  "ens10",
  "eth0",
  "eth7",
  "enp1s0",
  "a",
  "enp0s123f456", // 12 bytes: npf fits, nsby does not
  "enp0s123f45", // 11 bytes: both fit
  "enP12345p1s0f1",
  "enx525400000002",
  "net!0",
  "ens3nsby",
  "eth%d",
  "caf\xe9",
  "ren4",
];
const MASTER_ALTNAMES = [
  "ens3",
  "ens4",
  "enp1s0",
  "enp2s0",
  "enp129s0f0np0",
  "enx525400000003",
  "enP12345p1s0f1v12",
  "lan/a b",
  "",
  "100%",
  "a:b",
  "x".repeat(124),
  "y".repeat(127),
  "d\xe9",
  "a",
];
const SUFFIXES = [
  "npf",
  "nsby",
  "vf",
  "sb",
  "-p",
  "ll",
  "s9",
  "9s",
  "by",
  "toolongsuffix",
  "8letters",
  "9letters_",
  "a b",
  "all",
  ".",
  "_sby",
  "\xe9",
];
const BOOLEANS = ["yes", "no", "true", "false", "1", "0", "on", "off", "", "perhaps"];
const FOLDERS = ["etc", "run", "usr/local/lib", "usr/lib"];
const FILES = ["failover-ifname.conf", "failover-ifname.conf.d/10-a.conf", "failover-ifname.conf.d/50-b.conf"];
const oneOf = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
/** `usual` mostly, and else something by chance. */
const mostly = <T>(weight: number, usual: T, other: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });

/** A name that is chosen when all names are known: the n-th of the names that matter, or the kernel's. */
const pick = fc.oneof({ weight: 1, arbitrary: fc.constant(-1) }, { weight: 2, arbitrary: fc.nat(999) });
const altnamePicks = fc.oneof(
  { weight: 2, arbitrary: fc.constant<number[]>([]) },
  { weight: 1, arbitrary: fc.array(fc.nat(999), { minLength: 1, maxLength: 3 }) },
);

const slaveChoices = fc.record({
  name: fc.oneof({ weight: 1, arbitrary: fc.constant("right" as const) }, { weight: 3, arbitrary: pick }),
  altnames: altnamePicks,
  up: fc.boolean(),
  driver: oneOf(DRIVERS),
  slaveKind: mostly(30, "", oneOf(["bond", "bridge"])),
  place: mostly(25, "usual", oneOf(["virtio", "usb", "nowhere"])),
  udev: mostly(6, DATABASE_FORMS[0], oneOf([undefined, ...DATABASE_FORMS, ...KEEP_FORMS])),
});

const masterChoices = fc.record({
  name: oneOf(MASTER_NAMES),
  altnames: fc.uniqueArray(oneOf(MASTER_ALTNAMES), { maxLength: 3 }),
  up: fc.boolean(),
  bus: mostly(3, "virtio", fc.constant("vmbus")),
  // Whether the device has the feature, or the driver, of a failover master.
  failover: mostly(15, true, fc.constant(false)),
  bridged: mostly(10, false, fc.constant(true)),
  udev: mostly(4, DATABASE_FORMS[0], oneOf([undefined, ...DATABASE_FORMS])),
  nameAssignType: oneOf([0, 1, 2, 3, 4] as const),
  standby: fc.option(slaveChoices, { freq: 8 }),
  primary: fc.option(slaveChoices, { freq: 8 }),
  // The kernel gives a master one standby and one primary. What else has it as its master is on neither's device.
  other: mostly(25, null, slaveChoices),
});

const otherChoices = fc.record({
  what: oneOf(["pci", "virtio", "bond", "bond port", "bridge port", "batman port", "veth"]),
  name: pick,
  altnames: altnamePicks,
  up: fc.boolean(),
});

const configurationChoices = fc.dictionary(
  fc.tuple(oneOf(FOLDERS), oneOf(FILES)).map((parts) => parts.join("/")),
  fc
    .array(
      fc.oneof(
        fc.tuple(oneOf(["PrimarySuffix", "StandbySuffix"]), oneOf(["", ...SUFFIXES])),
        fc.tuple(oneOf(["Enable", "AlternativeNames", "Bounce"]), oneOf(BOOLEANS)),
        fc.tuple(fc.constant("LiveRename"), oneOf(["auto", "always", "", "never"])),
        fc.tuple(fc.constant("Masters"), oneOf(["net_failover", "hv_netvsc", "hv_netvsc net_failover", "", "bond"])),
        fc.tuple(oneOf(["Suffix", "# StandbySuffix"]), fc.constant("xx")),
      ),
      { maxLength: 3 },
    )
    .map((lines) => lines.map(([key, value]) => `${key}=${value}\n`).join("")),
  { maxKeys: 3 },
);

/** All that is chosen by chance about a machine; what follows from it is not here. */
export type Choices = typeof choices extends fc.Arbitrary<infer T> ? T : never;

export const choices = fc.record({
  masters: fc.array(masterChoices, { minLength: 1, maxLength: 3 }),
  others: fc.array(otherChoices, { maxLength: 4 }),
  configuration: mostly(1, {}, configurationChoices),
  kernelRelease: oneOf(RELEASES),
  commandLine: mostly(5, "quiet", oneOf(["failover_ifname=0", "net.ifnames=0"])),
  hasUdev: mostly(9, true, fc.constant(false)),
  /** Slaves have the right names of others: by so many places in their order, and 0 if they have not. */
  rotation: mostly(2, 0, fc.integer({ min: 1, max: 3 })),
  /** In which order links have got their ifindexes. */
  order: fc.array(fc.nat(99), { minLength: 24, maxLength: 24 }),
});
