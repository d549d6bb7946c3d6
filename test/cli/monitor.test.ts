// SPDX-License-Identifier: MIT
/** `monitor` in its own network namespace, while links appear, change and disappear. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { EXECUTABLES } from "../support/executables.ts";
import { unlessNamespaces, withNamespace } from "../support/namespace.ts";
import { run } from "../support/run.ts";

/** A command, and the line that must follow, without its time. */
const STEPS: readonly (readonly [command: string, line: RegExp])[] = [
  ["ip link add mon0 type ifb", /^mon0 \(#\d+\) registered$/],
  ["ip link add name monbr0 type bridge", /^monbr0 \(#\d+\) registered$/],
  ["ip link set mon0 up", /^mon0 \(#\d+\) up$/],
  ["ip link set mon0 down", /^mon0 \(#\d+\) down$/],
  ["ip link set mon0 name mon1", /^mon1 \(#\d+\) renamed from mon0$/],
  ["ip link set mon1 master monbr0", /^mon1 \(#\d+\) enslaved to monbr0$/],
  ["ip link set mon1 nomaster", /^mon1 \(#\d+\) released$/],
  ["ip link del mon1", /^mon1 \(#\d+\) gone$/],
];

/** A line begins with its time, in seconds since the start. */
const TIME = /^ *\d+\.\d{3} s {2}/;

for (const { host, command } of EXECUTABLES) {
  test(`${host}: monitor shows what happens to links`, { skip: unlessNamespaces, timeout: 60_000 }, async () => {
    await withNamespace(":", async (enter) => {
      const [file = "", ...args] = [...enter, ...command, "monitor", "--for", "50"];
      const monitor = spawn(file, args, { stdio: ["ignore", "pipe", "inherit"] });
      const exited = once(monitor, "exit");
      try {
        const lines = createInterface({ input: monitor.stdout })[Symbol.asyncIterator]();
        await expectLine(lines, /^lo \(#1\) registered(?:, up)?$/);
        for (const [step, line] of STEPS) {
          const outcome = run([...enter, ...step.split(" ")]);
          assert.equal(outcome.status, 0, outcome.stderr);
          await expectLine(lines, line);
        }
      } finally {
        monitor.kill();
        await exited;
      }
    });
  });

  test(`${host}: monitor ends in time`, { skip: unlessNamespaces }, async () => {
    await withNamespace(":", (enter) => {
      const { status, stdout, stderr } = run([...enter, ...command, "monitor", "--for", "0.1"]);
      assert.deepEqual([status, stderr], [0, ""]);
      assert.match(stdout, /lo \(#1\) registered/);
    });
  });
}

/** Reads until this line. There may be lines about other links of the namespace before it. */
async function expectLine(lines: AsyncIterator<string>, expected: RegExp): Promise<void> {
  for (;;) {
    const { done, value } = await lines.next();
    assert.ok(done !== true, `monitor ended before ${expected}`);
    assert.match(value, TIME);
    if (expected.test(value.replace(TIME, ""))) return;
  }
}
