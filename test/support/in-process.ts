// SPDX-License-Identifier: MIT
import { nodeHost } from "../../src/host/node/host.ts";
import { main } from "../../src/main.ts";
import type { Outcome } from "./run.ts";

/**
 * The program under Node without a process of its own, of which a hundred would take half a minute: all of it but its
 * outputs, which are the host's conformance tests' to see to.
 */
export function runInProcess(args: readonly string[]): Outcome {
  let stdout = "";
  let stderr = "";
  const host = {
    ...nodeHost(args),
    out: (text: string) => {
      stdout += text;
    },
    err: (text: string) => {
      stderr += text;
    },
    isTerminal: () => false,
  };
  return { status: main(host), stdout, stderr };
}
