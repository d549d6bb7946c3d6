// SPDX-License-Identifier: MIT
import { type Outcome, projectPath, run } from "../support/run.ts";

/** Runs make. What was built is what the tests run: it is not built anew, also if a source has changed since. */
export function make(...args: readonly string[]): Outcome {
  const built = ["failover-ifname", "failover-ifname.bytecode.c"].map((file) => `--assume-old=build/${file}`);
  const env = { ...process.env, MAKEFLAGS: "" };
  return run(["make", "-C", projectPath("."), "--silent", ...built, ...args], { env });
}
