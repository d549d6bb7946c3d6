/** What each start of `name --udev` costs where there is no failover, by figures that a busy machine does not move. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { systemCalls } from "./calls.ts";
import { countInstructions } from "./instructions.ts";
import { lo, udevEnvironment } from "./links.ts";
import { program } from "./programs.ts";
import { findTool, type Tool, whatIsMissing } from "./tools.ts";

/**
 * A tenth more than it was when this was written, which leaves room for kernels that say more about a link. Who makes the
 * program faster lowers this.
 */
const INSTRUCTIONS = 1_390_000;

/** In order, without those for memory. The first answer tells that there is no master: nothing more is read. */
const CALLS = [
  "execve",
  "set_tid_address",
  "rt_sigaction",
  "socket",
  "setsockopt",
  "bind",
  "getsockname",
  "sendto",
  "recvmsg",
  "exit_group",
];

/** How the C library gets memory, and a register of x86 for its threads. */
const ASIDE = ["arch_prctl", "brk", "mmap", "mremap", "munmap"];

const command = [program, "name", "--udev"];
const options = { env: udevEnvironment(lo), status: 1 };

// The figures are those of the static executable, which only musl-gcc makes.
test("name --udev of no slave takes few instructions", { skip: whyNot("musl-gcc", "valgrind") }, (context) => {
  if (process.arch !== "x64") {
    context.skip("the limit is for x86_64");
    return;
  }
  const count = countInstructions(command, options);
  context.diagnostic(`${count} instructions, at most ${INSTRUCTIONS}`);
  assert.ok(count <= INSTRUCTIONS, `${count} instructions, more than ${INSTRUCTIONS}`);
});

test("name --udev of no slave asks the kernel once", { skip: whyNot("musl-gcc", "strace") }, () => {
  const calls = systemCalls(command, options).filter((call) => !ASIDE.includes(call));
  assert.deepEqual(calls, CALLS);
});

/** Why a test cannot run; throws Error instead where the environment has CI=true, where none may go missing unseen. */
function whyNot(...needed: readonly Tool[]): string | false {
  const missing = needed.filter((tool) => findTool(tool) === undefined).map(whatIsMissing);
  if (missing.length === 0) return false;
  if (process.env["CI"] === "true") throw new Error(missing.join(", "));
  return missing.join(", ");
}
