// SPDX-License-Identifier: MIT
/**
 * strace refuses each system call of `name --udev` for a slave, once or for ever, or kills the program at it. The
 * program is the stand-in of the benchmarks, which finds a slave on any machine.
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { SYSTEM_ENGINE } from "../support/executables.ts";
import { withFolder } from "../support/folder.ts";
import { unlessNamespaces, withDevices, withNamespace } from "../support/namespace.ts";
import { type Outcome, projectPath, run } from "../support/run.ts";
import { EFFORT } from "./effort.ts";

const STAND_IN = projectPath("build/bench/stand-in");
const ANSWER = "lonpf primary lo\n";
const EXITS = [0, 1, 2, 3, 4, 5, 6, 70];

/** `make test` tries only a part. The full run also has an errno that no system call here is documented to return. */
const ERRNOS = EFFORT > 1 ? ["EINTR", "EIO", "ENOMEM", "EACCES", "EMFILE", "ENOSPC", "EAGAIN", "EPERM"] : ["ENOMEM"];

/** The longest time that a run may take, in milliseconds. */
const HANG = 5000;

/** Without musl-gcc there is no stand-in (see the Makefile). On CI, that is a failure. */
const skip = existsSync(STAND_IN) || process.env.CI === "true" ? unlessNamespaces : "needs musl-gcc, for the stand-in";

type Inject = (injection: string) => Outcome;

test("system calls refused, and the program killed at them", { skip }, async (context) => {
  await withStandIn((inject, calls) => {
    const faults: string[] = [];
    let refused = 0;
    for (const [call, count] of calls) {
      const times = Array.from({ length: count }, (_, at) => String(at + 1));
      for (const errno of ERRNOS) {
        for (const when of [...times, "1+"]) {
          const injection = `${call}:error=${errno}:when=${when}`;
          const outcome = inject(injection);
          assertContract(injection, outcome);
          if (outcome.status === 70) faults.push(`${injection}: ${outcome.stderr.trim()}`);
          refused++;
        }
      }
    }
    context.diagnostic(`${refused} calls refused, breaches: 0; exit status 70: ${JSON.stringify(faults)}`);
    let killed = 0;
    for (const [call, count] of calls) {
      for (let when = 1; when <= (EFFORT > 1 ? count : 1); when++) {
        const { stdout } = inject(`${call}:signal=KILL:when=${when}`);
        assert.ok(stdout === "" || stdout === ANSWER, `${call} ${when}: ${JSON.stringify(stdout)}`);
        killed++;
      }
    }
    assert.equal(inject("none").stdout, ANSWER, "after all that");
    context.diagnostic(`${killed} times killed, breaches: 0`);
  });
});

test("signals that never stop", { skip }, async () => {
  await withStandIn((inject, calls) => {
    for (const call of calls.keys()) assertContract(call, inject(`${call}:error=EINTR:when=1+`));
    // The program once tried this for ever: poll(2) reports room, and write(2) does not.
    assertContract("write", inject("write:error=EAGAIN:when=1+"));
    // A buffer once grew at each interruption until there was no memory left.
    assert.match(inject("read:error=EINTR:when=1+").stderr, /interrupted system call: signals without end/);
  });
});

function assertContract(injection: string, { status, stdout, stderr }: Outcome): void {
  const seen = `${injection}: ${JSON.stringify({ status, stdout, stderr })}`;
  assert.ok(status !== null && EXITS.includes(status), seen);
  assert.equal(stdout, status === 0 ? ANSWER : "", seen);
  assert.match(stderr, /^(?:failover-ifname: [ -~]+\n)*$/, seen);
  if (status === 70) assert.match(stderr, /^failover-ifname: [ -~]+\n$/, seen);
}

/** Runs `body` with the names of the system calls that the program itself makes, and a function that refuses them. */
async function withStandIn(body: (inject: Inject, calls: Map<string, number>) => void): Promise<void> {
  const devices = { dev: { directory: true }, kmsg: "", null: "" } as const;
  await withFolder(devices, async (folder) => {
    await withNamespace("ip link add nic type veth peer name other", (enter) => {
      const trace = `${folder}/trace`;
      const inject: Inject = (injection) => {
        const expression = injection === "none" ? [] : ["-e", `inject=${injection}`];
        const traced = ["strace", "-qq", "-o", trace, ...expression, STAND_IN, "name", "--udev"];
        const env = { ...process.env, IFINDEX: "2" };
        return run([...enter, ...withDevices(traced, folder, ["kmsg", "null"])], { env, timeout: HANG });
      };
      assert.deepEqual(inject("none"), { status: 0, stdout: ANSWER, stderr: "" });
      body(inject, callsOf(readFileSync(trace, "latin1")));
    });
  });
}

/** Not the program's own: calls of exec, of the C library before main (which exits without thread storage), and of the exit. */
const OF_GLIBC = ["brk", "set_robust_list", "rseq", "prlimit64", "readlinkat", "getrandom", "mprotect"];
const NOT_OURS = ["execve", "arch_prctl", "set_tid_address", "exit_group", ...(SYSTEM_ENGINE ? OF_GLIBC : [])];

/** The number of times that each call is made. */
function callsOf(trace: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [, call = ""] of trace.matchAll(/^(\w+)\(/gm)) {
    if (!NOT_OURS.includes(call)) counts.set(call, (counts.get(call) ?? 0) + 1);
  }
  return counts;
}
