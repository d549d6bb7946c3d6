// SPDX-License-Identifier: MIT
import { type Outcome, projectPath, run } from "../support/run.ts";

/** Runs make. The tests run what is already built. It is not built again, even if a source has changed since. */
export function make(...args: readonly string[]): Outcome {
  const built = ["failover-ifname", "failover-ifname.bytecode.c", "commands.bytecode.c"].map(
    (file) => `--assume-old=build/${file}`,
  );
  const env = { ...process.env, MAKEFLAGS: "" };
  return run(["make", "-C", projectPath("."), "--silent", ...built, ...args], { env });
}
