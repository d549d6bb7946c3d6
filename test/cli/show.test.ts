// SPDX-License-Identifier: MIT
/** The outputs of `show`: easy to read, complete, and as wide as the terminal. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EXECUTABLES, type Executable, NODE, QUICKJS, runProgram } from "../support/executables.ts";
import { type Entries, withFolder } from "../support/folder.ts";
import { runInProcess } from "../support/in-process.ts";
import { TRIO_JSON, TRIO_ROOT, TRIO_TREE } from "../support/roots.ts";
import { projectPath, run } from "../support/run.ts";

interface ShownSlave {
  readonly add_altnames: readonly string[];
  readonly obstacle: { readonly reason: string; readonly transient: boolean } | null;
}

interface Shown {
  readonly disabled: string | null;
  readonly groups: readonly { readonly master: object; readonly slaves: readonly ShownSlave[] }[];
}

/** A machine as `ip -d -j link` and sysfs have it, with the standby in use because the primary has no carrier. */
const IN_USE: Entries = {
  ...TRIO_ROOT,
  "ip-link.json": JSON.stringify(
    TRIO_JSON.map((link, index) => ({
      ...link,
      flags: ["UP", ...(index === 2 ? ["NO-CARRIER"] : ["LOWER_UP"])],
      operstate: index === 2 ? "DOWN" : "UP",
      address: "52:54:00:00:00:01",
    })),
  ),
  "sys/class/net/eth2": { link: "../../devices/0000:00:04.0/net/eth2" },
  "sys/devices/0000:00:04.0/net/eth2/device": { link: "../../../0000:00:04.0" },
  "sys/devices/0000:00:04.0/driver": { link: "../../bus/pci/drivers/mlx5_core" },
};

const CHECK_FAILED = 7;

for (const executable of EXECUTABLES) {
  test(`${executable.host}: long names are not cut off`, () => {
    const root = projectPath("test/captures/long-master-name");
    const { groups }: Shown = JSON.parse(show(executable, root, "--json"));
    const plans = show(executable, root);
    for (const { add_altnames, obstacle } of groups.flatMap(({ slaves }) => slaves)) {
      for (const altname of add_altnames) assert.ok(plans.includes(`add altname ${altname}`), `${altname} in ${plans}`);
      if (obstacle !== null) assert.ok(plans.includes(obstacle.reason), `${obstacle.reason} in ${plans}`);
    }
  });

  test(`${executable.host}: nothing is printed if a detail cannot be read, also if the rule is off`, async () => {
    const broken = { "proc/cmdline": "failover_ifname=0\n", "sys/class/net/eth2/address/x": "" };
    await withFolder({ ...TRIO_TREE, ...broken }, (folder) => {
      const { stdout, stderr } = runProgram(executable, ["show", "--root", folder]);
      assert.equal(stdout, "");
      assert.match(stderr, /^failover-ifname: .*eth2\/address: .*\n$/);
    });
  });

  test(`${executable.host}: in a pipe, each link is one line`, async () => {
    await withFolder(TRIO_ROOT, (folder) => {
      assert.deepEqual(show(executable, folder).split("\n"), [
        "LINK    #  STATE  ROLE     WANTED    PLAN",
        "ens3    2  up     master   -         none (net_failover, settled)",
        "- eth1  3  up     standby  ens3nsby  rename to ens3nsby, add altname enp1s0nsby",
        "- eth2  4  down   primary  ens3npf   rename to ens3npf, add altname enp1s0npf",
        "",
      ]);
    });
  });

  test(`${executable.host}: on a terminal, the table has its width, or that in COLUMNS`, async () => {
    await withFolder(TRIO_ROOT, (folder) => {
      const call = [...executable.command, "show", "--root", folder].map((word) => `'${word}'`).join(" ");
      // A terminal that does not know its width counts as one of 80 columns.
      for (const [setting, width] of [
        ["stty cols 70 &&", 70],
        ["stty cols 70 && COLUMNS=60", 60],
        ["stty cols 70 && COLUMNS=x", 70],
        ["stty cols 0 &&", 80],
      ] as const) {
        const inTerminal = `${setting} NO_COLOR=1 ${call}`;
        const outcome = run(["script", "--quiet", "--return", "--command", inTerminal, "/dev/null"]);
        assert.equal(outcome.status, 0);
        const expected = runInProcess(["show", "--root", folder], { COLUMNS: String(width) }).stdout;
        assert.equal(outcome.stdout.replaceAll("\r", ""), expected, setting);
      }
    });
  });

  test(`${executable.host}: colours appear only if they are wanted`, async () => {
    await withFolder(TRIO_ROOT, (folder) => {
      const plain = show(executable, folder);
      assert.ok(!plain.includes("\x1b"));
      assert.equal(show(executable, folder, "--color=never"), plain);
      const colored = show(executable, folder, "--color=always");
      assert.ok(colored.includes("\x1b[1m"));
      assert.equal(colored.replace(/\x1b\[[0-9]+m/g, ""), plain);
    });
  });
}

test("the table is wrapped to 80 columns, and says which slave carries the traffic", async () => {
  await withFolder(IN_USE, (root) => {
    assert.deepEqual(runInProcess(["show", "--root", root], { COLUMNS: "80" }).stdout.split("\n"), [
      "LINK    #  STATE       ROLE     WANTED    PLAN",
      "ens3    2  up          master   -         none (net_failover, settled)",
      "- eth1  3  active      standby  ens3nsby  rename to ens3nsby, add altname",
      "                                          enp1s0nsby",
      "- eth2  4  no-carrier  primary  ens3npf   rename to ens3npf, add altname",
      "                                          enp1s0npf",
      "",
    ]);
  });
});

test("--verbose has a block for each link, with all that is known of it", async () => {
  await withFolder(IN_USE, (root) => {
    const lines = show(NODE, root, "--verbose").split("\n");
    assert.deepEqual(lines.slice(0, 7), [
      "ens3 (#2): net_failover master, up",
      "  name      settled: there is no udev that could rename it",
      "  altnames  enp1s0",
      "  address   52:54:00:00:00:01",
      "  device    virtio0 on virtio",
      "  driver    not known",
      "  carrier   yes",
    ]);
    assert.deepEqual(lines.slice(lines.indexOf("  eth2 (#4): primary, no-carrier")), [
      "  eth2 (#4): primary, no-carrier",
      '    wanted    ens3npf (the master\'s name and "npf")',
      "    plan      rename to ens3npf, add altname enp1s0npf",
      "    altnames  none",
      "    address   52:54:00:00:00:01",
      "    device    0000:00:04.0 on pci",
      "    driver    mlx5_core",
      "    carrier   no",
      "    traffic   no",
      "",
    ]);
    assert.equal(show(NODE, root, "-v"), lines.join("\n"));
  });
});

test("--json has every field of the manual page, and nothing else", async () => {
  await withFolder({ ...IN_USE, "etc/failover-ifname.conf": "Enable=no\n" }, (root) => {
    const { disabled, groups }: Shown = JSON.parse(show(NODE, root, "--json"));
    assert.equal(disabled, `Enable=no in ${root}/etc/failover-ifname.conf:1`);
    const virtio = { address: "52:54:00:00:00:01", bus: "virtio", device: "virtio0", driver: null };
    assert.deepEqual(groups[0]?.master, {
      ...{ ifindex: 2, name: "ens3", altnames: ["enp1s0"], up: true, carrier: true, traffic: false, ...virtio },
      ...{ settled: true, settled_reason: "there is no udev that could rename it" },
    });
    assert.deepEqual(groups[0]?.slaves, [
      {
        ...{ ifindex: 3, name: "eth1", altnames: [], up: true, carrier: true, traffic: true, ...virtio },
        ...{ role: "standby", wanted: "ens3nsby", rename: "ens3nsby", via: null },
        ...{ drop_altnames: [], add_altnames: ["enp1s0nsby"], obstacle: null },
      },
      {
        ...{ ifindex: 4, name: "eth2", altnames: [], up: true, carrier: false, traffic: false },
        ...{ address: "52:54:00:00:00:01", bus: "pci", device: "0000:00:04.0", driver: "mlx5_core" },
        ...{ role: "primary", wanted: "ens3npf", rename: "ens3npf", via: null },
        ...{ drop_altnames: [], add_altnames: ["enp1s0npf"], obstacle: null },
      },
    ]);
  });
  const waiting: Shown = JSON.parse(show(QUICKJS, projectPath("test/captures/booting"), "--json"));
  const refused: Shown = JSON.parse(show(QUICKJS, projectPath("test/captures/long-master-name"), "--json"));
  const obstacles = ({ groups }: Shown) => groups.flatMap(({ slaves }) => slaves.map(({ obstacle }) => obstacle));
  assert.deepEqual([waiting.disabled, obstacles(waiting)[0]?.transient], [null, true]);
  assert.equal(obstacles(refused).find((obstacle) => obstacle !== null)?.transient, false);
});

test("--check prints a line for each slave without its wanted name, and says so in the exit status", async () => {
  const check = (root: string, ...args: readonly string[]) =>
    runInProcess(["show", "--check", "--root", root, ...args]);
  assert.deepEqual(check(projectPath("test/captures/settled")), { status: 0, stdout: "", stderr: "" });
  const stock = projectPath("test/captures/stock");
  const line = "ens4 (#6) should be called ens3npf: failover-ifname rename gives it this name\n";
  assert.deepEqual(check(stock), { status: CHECK_FAILED, stdout: line, stderr: "" });
  assert.deepEqual(check(stock, "ens3nsby"), { status: 0, stdout: "", stderr: "" });
  assert.equal(check(stock, "ens3").status, CHECK_FAILED);
  const { status, stdout } = check(projectPath("test/captures/booting"));
  assert.equal(status, CHECK_FAILED);
  assert.match(stdout, /^eth2 \(#4\) has no wanted name: the name of its master .*\neth4 \(#6\) has [^\n]*\n$/);
  const json = check(stock, "--json");
  assert.deepEqual([json.status, json.stdout], [CHECK_FAILED, show(NODE, stock, "--json")]);
  await withFolder({ ...TRIO_ROOT, "etc/failover-ifname.conf": "Enable=no\n" }, (root) => {
    assert.match(check(root, "eth2").stdout, /; the udev rule is off: Enable=no in .*failover-ifname.conf:1\n$/);
  });
});

function show(executable: Executable, root: string, ...options: readonly string[]): string {
  const { status, stdout, stderr } = runProgram(executable, ["show", ...options, "--root", root]);
  assert.deepEqual([status, stderr], [0, ""]);
  return stdout;
}

test("in any width, however narrow, all is printed", () => {
  const root = projectPath("test/captures/stock");
  const wordsOf = (text: string) => text.replace(/\s+/g, "");
  for (const args of [["show"], ["show", "-v"], ["explain", "ens4"], ["doctor"]]) {
    const outcome = (width: number) => runInProcess([...args, "--root", root], { COLUMNS: `${width}` });
    const length = wordsOf(outcome(400).stdout).length;
    for (const width of [1, 10, 20, 38, 40, 60]) {
      assert.equal(wordsOf(outcome(width).stdout).length, length, `${args.join(" ")} in ${width} columns`);
    }
  }
});
