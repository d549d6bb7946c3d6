// SPDX-License-Identifier: MIT
/**
 * The cost of each start of `name --udev`, in figures that do not depend on the load of the machine. No system call asks
 * for memory.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { unlessOnCi } from "../test/vm/availability.ts";
import { systemCalls } from "./calls.ts";
import { countInstructions } from "./instructions.ts";
import { findNic, udevEnvironment } from "./links.ts";
import { plainNic, standIn } from "./programs.ts";
import { findTool, type Tool, whatIsMissing } from "./tools.ts";

const SYSTEM_ENGINE = process.env.ENGINE === "system";

/** What glibc does before main: among others it sets up thread storage and malloc(3). */
const GLIBC_START = [
  ...["execve", "brk", "brk", "set_tid_address", "set_robust_list", "rseq", "prlimit64", "readlinkat", "getrandom"],
  ...["brk", "brk", "brk", "mprotect", "rt_sigaction"],
];

/** The budgets of `make bench`, in user space. The distribution's engine is older, and needs more. */
const NO_SLAVE_INSTRUCTIONS = SYSTEM_ENGINE ? 350_000 : 300_000;
const SLAVE_INSTRUCTIONS = SYSTEM_ENGINE ? 950_000 : 700_000;

const START = SYSTEM_ENGINE ? GLIBC_START : ["execve", "set_tid_address", "rt_sigaction"];
const OPEN_RTNETLINK = ["socket", "setsockopt", "bind", "getsockname"];
const ASK_FOR_LINK = ["sendto", "recvmsg"];
const OPEN = SYSTEM_ENGINE ? ["openat"] : ["open"];
const READ_FILE = [...(SYSTEM_ENGINE ? OPEN : ["open", "fcntl"]), "fstat", "read", "read", "close"];

/** The first answer shows that the link is neither a master nor a slave. */
const NO_SLAVE_CALLS = [...START, ...OPEN_RTNETLINK, ...ASK_FOR_LINK, "exit_group"];

const SLAVE_CALLS = [
  ...START,
  ...OPEN_RTNETLINK,
  ...ASK_FOR_LINK,
  // Is the master settled? udev's database is read before the master's name.
  ...READ_FILE,
  ...ASK_FOR_LINK,
  // The features of the master's device.
  ...READ_FILE,
  // Eight paths where a configuration could be. None exists.
  ...Array(8).fill(OPEN).flat(),
  // The kernel's command line: failover_ifname=0.
  ...READ_FILE,
  // Does another link have the wanted name?
  ...ASK_FOR_LINK,
  "write",
  "exit_group",
];

const noSlave = { command: [plainNic, "name", "--udev"], options: { env: udevEnvironment(findNic()), status: 1 } };
const slave = { command: [standIn, "name", "--udev"], options: { env: udevEnvironment(findNic()) } };

// The figures are valid only for the static executable, which needs musl-gcc.
const skipInstructions = whyNot("musl-gcc", "valgrind");
const skipCalls = whyNot("musl-gcc", "strace");

for (const [title, { command, options }, limit] of [
  ["no slave", noSlave, NO_SLAVE_INSTRUCTIONS],
  ["a slave", slave, SLAVE_INSTRUCTIONS],
] as const) {
  test(`name --udev of ${title} takes few instructions`, { skip: skipInstructions }, (context) => {
    if (process.arch !== "x64") return context.skip(unlessOnCi("the limit is for x86_64"));
    const count = countInstructions(command, options);
    context.diagnostic(`${count} instructions, at most ${limit}`);
    assert.ok(count <= limit, `${count} instructions, more than ${limit}`);
  });
}

for (const [title, { command, options }, expected] of [
  ["no slave", noSlave, NO_SLAVE_CALLS],
  ["a slave", slave, SLAVE_CALLS],
] as const) {
  test(`name --udev of ${title} makes these system calls, and no others`, { skip: skipCalls }, () => {
    const calls = systemCalls(command, options).filter((call) => call !== "arch_prctl");
    assert.deepEqual(calls, expected);
  });
}

/** Why a test cannot run. With CI=true it throws Error instead, because there no test may be skipped. */
function whyNot(...needed: readonly Tool[]): string | false {
  const missing = needed.filter((tool) => findTool(tool) === undefined).map(whatIsMissing);
  return unlessOnCi(missing.length === 0 ? undefined : missing.join(", ")) ?? false;
}
