// SPDX-License-Identifier: MIT
/**
 * The program's C files with AddressSanitizer and UndefinedBehaviorSanitizer (see the Makefile). They read answers of
 * the kernel, changed at random, and captured roots. A sanitizer's report on standard error breaks the contract.
 */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { QUICKJS, runProgram, SANITIZED } from "../support/executables.ts";
import { inNamespace, unlessNamespaces, withNamespace } from "../support/namespace.ts";
import { projectPath, run } from "../support/run.ts";
import { assertContract } from "./contract.ts";
import { EFFORT, SEED } from "./effort.ts";

/** Command lines with the ifindex of the event. #1 is the stand-in's master, #2 its slave. */
const CALLS: readonly (readonly [args: readonly string[], ifindex: string])[] = [
  [["name", "--udev"], "2"],
  [["name", "--udev"], "1"],
  [["name", "#2"], ""],
  [["show", "--json"], ""],
  [["explain", "--json", "#2"], ""],
];

test("if no answer is changed, the stand-in has a slave", { skip: unlessNamespaces }, async () => {
  await withNamespace("ip link add nic type veth peer name other", (enter) => {
    const { status, stdout, stderr } = run(
      [...enter, "env", "--unset=FUZZ_SEED", ...SANITIZED.command, "name", "--udev"],
      {
        env: { ...process.env, IFINDEX: "2" },
      },
    );
    assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: "lonpf primary lo\n", stderr: "" });
  });
});

test("answers of the kernel", { skip: unlessNamespaces }, async (context) => {
  let inputs = 0;
  const exits: { [status: string]: number } = {};
  await withNamespace("ip link add nic type veth peer name other", (enter) => {
    for (let seed = SEED; seed < SEED + 10 * EFFORT; seed++) {
      for (const [args, ifindex] of CALLS) {
        const env = { ...process.env, FUZZ_SEED: String(seed), IFINDEX: ifindex };
        const outcome = run([...enter, ...SANITIZED.command, ...args], { env });
        assertContract(args, outcome);
        exits[String(outcome.status)] = (exits[String(outcome.status)] ?? 0) + 1;
        inputs++;
      }
    }
  });
  context.diagnostic(`${inputs} sequences of answers, by exit status ${JSON.stringify(exits)}, breaches: 0`);
});

/** Each of these renames the stand-in's slave if no answer is changed. */
const RENAMES: typeof CALLS = [
  [["rename"], ""],
  [["rename", "--json"], ""],
  [["rename", "--udev"], "1"],
  [["rename", "--udev"], "2"],
];

/** Each run has its own machine, with its link, locks, log and configuration. */
const MACHINE = `
  ip link add nic type ifb
  for folder in /run /etc /dev; do mount -t tmpfs none $folder; done
  mkdir -p /run/udev/data
  touch /dev/kmsg
  echo RenameTimeoutSec=0.1 > /etc/failover-ifname.conf
  exec "$@"`;

for (const [args, ifindex] of RENAMES) {
  test(`${args.join(" ")} ${ifindex}`, { skip: unlessNamespaces }, (context) => {
    const inMachine = (command: readonly string[], variables: { readonly [name: string]: string }) =>
      run([...inNamespace(["--mount", "sh", "-euc", MACHINE, "sh"]), ...command, ...args], {
        env: { ...process.env, IFINDEX: ifindex, ...variables },
      });
    const unchanged = inMachine(
      ["env", "--unset=FUZZ_SEED", "sh", "-euc", '"$@"; ip -oneline link', "sh", ...SANITIZED.command],
      {},
    );
    assert.match(unchanged.stdout, /^2: lonpf: /m, JSON.stringify(unchanged));
    const exits: { [status: string]: number } = {};
    for (let seed = SEED; seed < SEED + 6 * EFFORT; seed++) {
      const outcome = inMachine(SANITIZED.command, { FUZZ_SEED: String(seed) });
      assertContract(args, outcome);
      exits[String(outcome.status)] = (exits[String(outcome.status)] ?? 0) + 1;
    }
    context.diagnostic(`sequences of answers, by exit status: ${JSON.stringify(exits)}, breaches: 0`);
  });
}

test("captured roots", () => {
  for (const capture of readdirSync(projectPath("test/captures"))) {
    for (const args of [["show"], ["explain", "#3"], ["name", "#4"]]) {
      const whole = [...args, "--root", projectPath(`test/captures/${capture}`)];
      assert.deepEqual(runProgram(SANITIZED, whole), runProgram(QUICKJS, whole), whole.join(" "));
    }
  }
});
