// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultConfig } from "../../src/config/config.ts";
import { subjectOf } from "../../src/doctor/check.ts";
import { udevVersion } from "../../src/doctor/udev-version.ts";
import { nodeHost } from "../../src/host/node/host.ts";
import { openCaptured } from "../../src/machine/captured.ts";
import { type Entries, withFolder } from "../support/folder.ts";

const udev = (status: string, version: string) => `Package: udev\nStatus: install ok ${status}\nVersion: ${version}\n`;
const before = "Package: libudev1\nStatus: install ok installed\nVersion: 1.2\n\n";

const cases: [string, Entries, readonly [number, number | undefined, string] | undefined][] = [
  ["nothing", { "etc/hostname": "" }, undefined],
  [
    "dpkg, with an epoch and other packages around it",
    { "var/lib/dpkg/status": `${before}${udev("installed", "1:252.39-1~deb12u1")}\nPackage: zz\nVersion: 3\n` },
    [252, 39, "/var/lib/dpkg/status"],
  ],
  [
    "a package that is removed says nothing; the library does",
    {
      "var/lib/dpkg/status": udev("config-files", "241-7"),
      "usr/lib/x86_64-linux-gnu/systemd/libsystemd-shared-252.so": "",
    },
    [252, undefined, "/usr/lib/x86_64-linux-gnu/systemd/libsystemd-shared-252.so"],
  ],
  [
    "the library of Fedora",
    { "usr/lib64/systemd/libsystemd-shared-257.10-1.fc42.so": "" },
    [257, 10, "/usr/lib64/systemd/libsystemd-shared-257.10-1.fc42.so"],
  ],
  [
    "the naming scheme of a link",
    {
      "sys/class/net/eth0/ifindex": "2\n",
      "run/udev/data/n2": "I:1\nE:ID_NET_NAMING_SCHEME=v254\n",
    },
    [254, undefined, "/run/udev/data/n2"],
  ],
  ["a file that is broken", { "var/lib/dpkg/status": "\n\nPackage: udev\nStatus:" }, undefined],
];

for (const [what, entries, expected] of cases) {
  test(`the version of udev: ${what}`, async () => {
    await withFolder(entries, (root) => {
      const host = nodeHost([]);
      const machine = openCaptured(host, root, () => defaultConfig([]), true);
      const version = udevVersion(subjectOf(host, machine, root));
      const found = version && [version.major, version.minor, version.where.slice(root.length)];
      assert.deepEqual(found, expected);
    });
  });
}

for (const [status, expected] of [
  ["installed", "252.39-1 /var/lib/dpkg/status"],
  ["config-files", "252 udevadm --version"],
] as const) {
  test(`on this machine, udevadm says it, and the package more of the same version: ${status}`, async () => {
    await withFolder({ "var/lib/dpkg/status": udev(status, "252.39-1") }, (root) => {
      const host = {
        ...nodeHost([]),
        run: (command: readonly string[]) => ({ status: command[0] === "udevadm" ? 0 : 1, output: "252\n" }),
      };
      const machine = openCaptured(host, root, () => defaultConfig([]), true);
      const version = udevVersion({ ...subjectOf(host, machine, root), isLive: true });
      assert.equal(`${version?.text} ${version?.where.replace(root, "")}`, expected);
    });
  });
}
