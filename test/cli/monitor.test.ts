// SPDX-License-Identifier: MIT
/** `monitor` in its own network namespace, while links appear, change and disappear. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { EXECUTABLES } from "../support/executables.ts";
import { unlessNamespaces, withNamespace } from "../support/namespace.ts";
import { unprivileged } from "../support/privileges.ts";
import { projectPath, run } from "../support/run.ts";

const AS_UDEVD = [process.execPath, "--import", "tsx", projectPath("test/support/send-as-udevd.ts")];

/** A command, and the lines that must follow, without their times. */
const STEPS: readonly (readonly [command: string, ...lines: RegExp[]])[] = [
  ["ip link add mon0 type ifb", /^mon0 #\d+ +kernel +uevent add$/, /^mon0 #\d+ +kernel +registered$/],
  ["ip link add name monbr0 type bridge", /^monbr0 #\d+ +kernel +registered$/],
  ["ip link set mon0 up", /^mon0 #\d+ +kernel +up$/],
  ["ip link set mon0 down", /^mon0 #\d+ +kernel +down$/],
  ["ip link set mon0 name mon1", /^mon1 #\d+ +kernel +uevent move \(it was mon0\)$/, /^mon1 #\d+ .* from mon0$/],
  ["ip link set mon1 master monbr0", /^mon1 #\d+ +kernel +enslaved to monbr0$/],
  [`${AS_UDEVD.join(" ")} ACTION=change SEQNUM=1 IFINDEX=1 INTERFACE=lo`, /^lo #1 +udevd +done with uevent change$/],
  ["ip link set mon1 nomaster", /^mon1 #\d+ +kernel +released$/],
  ["ip link del mon1", /^mon1 #\d+ +kernel +gone$/, /^mon1 #\d+ +kernel +uevent remove$/],
];

/** A line begins with its time, in seconds since the start, and the milliseconds since the link was added. */
const TIMES = /^ *\d+\.\d{3} +(?:-|\d+\.\d) {2}/;

for (const { host, command } of EXECUTABLES) {
  test(`${host}: monitor shows what happens to links`, { skip: unlessNamespaces, timeout: 60_000 }, async () => {
    await withNamespace(":", async (enter) => {
      await following([...enter, ...command, "monitor", "--for", "50"], async (lines) => {
        await expectLine(lines, /^TIME +SINCE ADD +LINK +WHO +WHAT$/);
        await expectLine(lines, /^lo #1 +kernel +is there at the start(?:, up)?$/);
        for (const [step, ...expected] of STEPS) {
          const outcome = run([...enter, ...step.split(" ")]);
          assert.equal(outcome.status, 0, outcome.stderr);
          for (const line of expected) await expectLine(lines, line);
        }
      });
    });
  });

  test(`${host}: monitor --json of links that were asked for`, {
    skip: unlessNamespaces,
    timeout: 60_000,
  }, async () => {
    await withNamespace("ip link add mon0 type ifb", async (enter) => {
      const args = ["monitor", "--json", "--for", "50", "mon2", "#1"];
      await following([...enter, ...command, ...args], async (lines) => {
        const next = async () => {
          const { value } = await lines.next();
          const { time_ms, since_add_ms = 0, ...rest } = JSON.parse(value);
          assert.ok(time_ms >= 0 && since_add_ms >= 0 && since_add_ms <= time_ms, value);
          return rest;
        };
        const first = await next();
        // A machine without udevd says so first.
        const lo = first.who === "monitor" ? await next() : first;
        assert.deepEqual([lo.ifindex, lo.link, lo.who], [1, "lo", "kernel"]);
        assert.equal(run([...enter, "ip", "link", "set", "mon0", "name", "mon1"]).status, 0);
        assert.equal(run([...enter, "ip", "link", "set", "mon1", "name", "mon2"]).status, 0);
        const names = ["mon0", "mon1", "mon1", "mon2"];
        const links = [];
        for (const _ of names) links.push((await next()).link);
        assert.deepEqual(links, names);
      });
    });
  });

  test(`${host}: monitor says that events were lost, and goes on`, {
    skip: unlessNamespaces,
    timeout: 60_000,
  }, async () => {
    await withNamespace("ip link add mon0 type ifb", async (enter) => {
      await following([...enter, ...command, "monitor", "--for", "50"], async (lines, monitor) => {
        await expectLine(lines, /^mon0 #\d+ +kernel +is there at the start/);
        monitor.kill("SIGSTOP");
        const input = "link set mon0 up\nlink set mon0 down\n".repeat(1500);
        const outcome = run([...enter, "ip", "-batch", "-"], { input: `${input}link set mon0 name mon9\n` });
        assert.equal(outcome.status, 0, outcome.stderr);
        monitor.kill("SIGCONT");
        await expectLine(lines, /^- +monitor +events came faster than they could be read/);
        await expectLine(lines, /^mon9 #\d+ +kernel +renamed from mon0/);
        assert.equal(run([...enter, "ip", "link", "del", "mon9"]).status, 0);
        await expectLine(lines, /^mon9 #\d+ +kernel +gone$/);
      });
    });
  });

  test(`${host}: monitor ends in time`, { skip: unlessNamespaces }, async () => {
    await withNamespace(":", (enter) => {
      const { status, stdout, stderr } = run([...enter, ...command, "monitor", "--for", "0.1"]);
      assert.deepEqual([status, stderr], [0, ""]);
      assert.match(stdout, /lo #1 +kernel +is there at the start/);
    });
  });
}

test("without CAP_NET_ADMIN nobody can speak for udevd: the kernel refuses", () => {
  const { stdout } = run([...unprivileged, ...AS_UDEVD, "ACTION=add", "SEQNUM=1", "IFINDEX=1", "INTERFACE=lo"]);
  assert.equal(stdout, "errno 1\n");
});

/** Runs `monitor` while `body` reads its lines. */
async function following(
  words: readonly string[],
  body: (lines: AsyncIterator<string>, monitor: ChildProcess) => Promise<void>,
): Promise<void> {
  const [file = "", ...args] = words;
  const monitor = spawn(file, args, { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(monitor, "exit");
  try {
    await body(createInterface({ input: monitor.stdout })[Symbol.asyncIterator](), monitor);
  } finally {
    monitor.kill("SIGKILL");
    await exited;
  }
}

/** Reads until this line. There may be lines about other links of the namespace before it. */
async function expectLine(lines: AsyncIterator<string>, expected: RegExp): Promise<void> {
  for (;;) {
    const { done, value } = await lines.next();
    assert.ok(done !== true, `monitor ended before ${expected}`);
    if (expected.test(value.replace(TIMES, "").trim())) return;
  }
}
