// SPDX-License-Identifier: MIT
/** Names that the kernel allows, and worse ones. They must not reach a terminal unescaped. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EXECUTABLES, runProgram } from "../support/executables.ts";
import { type Entries, withFolder } from "../support/folder.ts";
import { TRIO_JSON, TRIO_ROOT } from "../support/roots.ts";
import { assertPrintable, assertRefused } from "./outcome.ts";

/** Every byte that the kernel allows in a name and that can be a control character for a terminal. */
const ESCAPES = "\x1b]0;\x07\x08\x9b31m\x7f\\";
const NO_NAME = 4;

/** The trio with other names: a name for the master, one for the standby, and an altname of both. */
function rootWith(master: string, standby: string, altname: string): Entries {
  const [first, second, third] = TRIO_JSON;
  const links = [
    { ...first, ifname: master, altnames: [altname] },
    { ...second, ifname: standby, master, altnames: [`${altname}2`] },
    { ...third, master },
  ];
  return { ...TRIO_ROOT, "ip-link.json": JSON.stringify(links) };
}

for (const executable of EXECUTABLES) {
  test(`${executable.host}: names for a terminal`, async () => {
    await withFolder(rootWith(ESCAPES, `${ESCAPES}1`, `${ESCAPES}${ESCAPES}`), (folder) => {
      const root = ["--root", folder];
      for (const args of [["show"], ["show", "#2"], ["explain", "#3"], ["explain", "#2"]]) {
        const outcome = runProgram(executable, [...args, ...root]);
        assertPrintable(outcome.stdout);
        assert.equal(outcome.stderr, "", args.join(" "));
        assert.ok(outcome.stdout.includes("\\x1b"), args.join(" "));
      }
      assertRefused(runProgram(executable, ["name", "#3", ...root]), NO_NAME, /\\x1b/);
    });
  });

  test(`${executable.host}: a name that an earlier rule has set is printed only if udev accepts it`, async () => {
    const keep = { "run/udev/data/n2": "I:1\n", "run/udev/data/n3": "I:1\nE:FAILOVER_IFNAME_KEEP=1\n" };
    for (const [name, printed] of [
      ["mine", true],
      [ESCAPES, false],
      ["a b", false],
      ["a\nb", false],
      ["\xc3\xa9th0", false],
      ["100%", false],
    ] as const) {
      await withFolder({ ...rootWith("ens3", name, "x"), ...keep }, (folder) => {
        const outcome = runProgram(executable, ["name", "#3", "--root", folder]);
        if (printed) assert.deepEqual(outcome, { status: 0, stdout: `${name}\n`, stderr: "" });
        else assertRefused(outcome, NO_NAME, /keeps a name that has a .*: an earlier udev rule has set NAME/, name);
      });
    }
  });

  test(`${executable.host}: names for a terminal, as JSON`, async () => {
    await withFolder(rootWith(ESCAPES, `${ESCAPES}1`, `${ESCAPES}${ESCAPES}`), (folder) => {
      for (const args of [["show"], ["explain", "#3"]]) {
        const outcome = runProgram(executable, [...args, "--json", "--root", folder]);
        assertPrintable(outcome.stdout);
        assert.ok(JSON.stringify(JSON.parse(outcome.stdout)).includes(JSON.stringify(ESCAPES).slice(1, -1)));
      }
    });
  });

  test(`${executable.host}: JSON shows a UTF-8 name unchanged`, async () => {
    await withFolder(rootWith("\xc3\xa9th0", "eth1", "x"), (folder) => {
      const { stdout } = runProgram(executable, ["show", "--json", "--root", folder]);
      assert.ok(stdout.includes('"\xc3\xa9th0"'));
    });
  });

  test(`${executable.host}: text from a configuration does not reach a terminal unescaped`, async () => {
    const config = `Bogus${ESCAPES}=1\nPrimarySuffix=${ESCAPES}\n[\x1b[31m]\nBounce=\x9b\n`;
    await withFolder({ ...TRIO_ROOT, "etc/failover-ifname.conf": config }, (folder) => {
      const outcome = runProgram(executable, ["name", "eth2", "--root", folder]);
      assert.deepEqual([outcome.status, outcome.stdout], [0, "ens3npf\n"]);
      assertPrintable(outcome.stderr);
      assert.equal(outcome.stderr.split("\n").length - 1, 4);
    });
  });

  test(`${executable.host}: two links, each of which is the master of the other`, async () => {
    const [first, second] = TRIO_JSON;
    const loop = [
      { ...first, master: "eth1" },
      { ...second, master: "ens3" },
      { ifindex: 9, ifname: "self", master: "self", parentbus: "virtio", parentdev: "virtio0" },
    ];
    await withFolder({ ...TRIO_ROOT, "ip-link.json": JSON.stringify(loop) }, (folder) => {
      for (const args of [["show"], ["show", "--json"], ["explain", "#2"], ["explain", "#9"]]) {
        const outcome = runProgram(executable, [...args, "--root", folder]);
        assert.deepEqual([outcome.status, outcome.stderr], [0, ""], args.join(" "));
      }
    });
  });
}
