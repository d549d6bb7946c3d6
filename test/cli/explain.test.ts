// SPDX-License-Identifier: MIT
/** What `explain` says first of a slave, of a master and of other links, and where it says that the facts come from. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fact } from "../../src/failover/kind.ts";
import { withFolder } from "../support/folder.ts";
import { runInProcess } from "../support/in-process.ts";
import { TRIO_JSON, TRIO_ROOT, TRIO_TREE } from "../support/roots.ts";
import { projectPath } from "../support/run.ts";

interface Explained {
  readonly role: string | null;
  readonly kind: string | null;
  readonly master: string | null;
  readonly wanted: string | null;
  readonly answer: string;
  readonly facts: readonly Fact[];
}

const LEFT_OUT = /Masters=hv_netvsc in .*failover-ifname.conf:2 leaves out net_failover/;

test("a slave: its role, its wanted name, and what rename would do", async () => {
  await withFolder(TRIO_ROOT, (root) => {
    const { stdout, status } = runInProcess(["explain", "eth2", "--root", root]);
    assert.equal(status, 0);
    assert.deepEqual(stdout.split("\n").slice(0, 4), [
      "eth2 is the primary of the net_failover master ens3.",
      'Its wanted name is ens3npf: the master\'s name and "npf".',
      "The command rename would do this: rename to ens3npf, add altname enp1s0npf.",
      "",
    ]);
    assert.match(stdout, /^ 1 {2}the link is eth2, #4, down {2,}.*ip-link\.json, ifname$/m);
    const { facts, ...json } = explain(root, "eth2");
    assert.deepEqual(json, {
      ifindex: 4,
      name: "eth2",
      role: "primary",
      kind: "net_failover",
      master: "ens3",
      wanted: "ens3npf",
      answer: stdout.split("\n").slice(0, 3).join(" "),
    });
    assert.equal(facts.length, 10);
  });
});

test("a master is one by its name, an altname and its ifindex, and says whether its name is settled", async () => {
  await withFolder(TRIO_ROOT, (root) => {
    const [first, second] = answers(root, "ens3");
    assert.equal(first, "ens3 is the net_failover master of eth1 (standby) and eth2 (primary), and is never renamed.");
    assert.equal(second, "Its name is settled: there is no udev that could rename it.");
    for (const name of ["enp1s0", "#2"]) assert.deepEqual(answers(root, name), [first, second], name);
    const { role, kind, master, wanted } = explain(root, "ens3");
    assert.deepEqual([role, kind, master, wanted], ["master", "net_failover", "ens3", null]);
  });
  assert.match(
    answers(projectPath("test/captures/booting"), "eth1")[1] ?? "",
    /^Its name is not settled, so its slaves get no names yet: udev has not initialized it/,
  );
});

test("a master without a slave is a master", async () => {
  const root = { ...TRIO_ROOT, "ip-link.json": JSON.stringify(TRIO_JSON.slice(0, 1)) };
  await withFolder(root, (folder) => {
    assert.equal(answers(folder, "ens3")[0], "ens3 is a master of net_failover without a slave, and is never renamed.");
  });
  const alone = projectPath("test/neighbours/netvsc-not-joined");
  assert.equal(answers(alone, "eth0")[0], "eth0 is a master of hv_netvsc without a slave, and is never renamed.");
});

test("a kind that Masters= leaves out, by file and line, in each command that takes a link", async () => {
  await withFolder({ ...TRIO_ROOT, "etc/failover-ifname.conf": "#\nMasters=hv_netvsc\n" }, (root) => {
    assert.match(answers(root, "ens3", 1)[0] ?? "", /^ens3 is a master of net_failover, and is left alone: /);
    assert.match(answers(root, "eth2", 1)[0] ?? "", /^eth2 has the net_failover master ens3, and is left alone: /);
    for (const link of ["ens3", "eth2"]) assert.match(answers(root, link, 1)[0] ?? "", LEFT_OUT);
    const { status, stderr } = runInProcess(["name", "--root", root, "eth2"]);
    assert.equal(status, 1);
    assert.match(stderr, LEFT_OUT);
    assert.deepEqual(runInProcess(["name", "--root", root, "ens3"]), { status: 1, stdout: "", stderr: "" });
    for (const link of ["ens3", "eth2"]) assert.match(runInProcess(["show", "--root", root, link]).stderr, LEFT_OUT);
  });
});

test("another link, and why it is no slave", async () => {
  const neighbour = (name: string, link: string) => answers(projectPath(`test/neighbours/${name}`), link, 1)[0] ?? "";
  const other = "is neither a failover slave nor a failover master, and is left alone:";
  assert.equal(neighbour("primary-in-bond", "ens4"), `ens4 ${other} it is a port of the bond bond0.`);
  assert.equal(neighbour("bond", "bond0"), `bond0 ${other} it has no master, and is of kind bond.`);
  assert.equal(neighbour("sr-iov", "ens1f0v0"), `ens1f0v0 ${other} it has no master.`);
  const trio = JSON.stringify([...TRIO_JSON, { ifindex: 9, ifname: "u0", master: "ens3", parentbus: "usb" }]);
  await withFolder({ ...TRIO_ROOT, "ip-link.json": trio }, (root) => {
    const [answer] = answers(root, "u0", 1);
    assert.equal(answer, `u0 ${other} its device is none that the net_failover master ens3 takes as a slave.`);
  });
});

test("a rule that is switched off, by file and line", async () => {
  await withFolder({ ...TRIO_ROOT, "etc/failover-ifname.conf": "Enable=no\n" }, (root) => {
    assert.equal(
      answers(root, "eth2").at(-1),
      `The udev rule does nothing here: Enable=no in ${root}/etc/failover-ifname.conf:1.`,
    );
  });
});

test("each source is the file that the fact was read from", async () => {
  await withFolder(TRIO_TREE, (root) => {
    const sources = explain(root, "eth2").facts.map(({ source }) => source.replace(`${root}/`, ""));
    assert.deepEqual(sources.slice(0, 7), [
      "sys/class/net/eth2",
      "sys/class/net/eth2/master",
      "sys/class/net/eth2/device",
      "sys/class/net/ens3",
      "sys/class/net/ens3/device",
      "sys/bus/virtio/devices/virtio0/features",
      "run/udev/data",
    ]);
  });
});

test("the answer and the facts are wrapped to the width in COLUMNS", async () => {
  await withFolder(TRIO_ROOT, (root) => {
    const narrow = runInProcess(["explain", "eth2", "--root", root], { COLUMNS: "60" }).stdout.split("\n");
    for (const line of narrow) assert.ok(line.length <= 60, line);
    const wide = runInProcess(["explain", "eth2", "--root", root]).stdout;
    const words = (text: string) => text.replaceAll(/\s+/g, "").split("").sort().join("");
    assert.equal(words(narrow.join("\n")), words(wide));
  });
});

function explain(root: string, link: string): Explained {
  return JSON.parse(runInProcess(["explain", "--json", "--root", root, link]).stdout);
}

/** The lines before the facts. */
function answers(root: string, link: string, status = 0): string[] {
  const outcome = runInProcess(["explain", "--root", root, link]);
  assert.deepEqual([outcome.status, outcome.stderr], [status, ""], link);
  const lines = outcome.stdout.split("\n");
  return lines.slice(0, lines.indexOf(""));
}
