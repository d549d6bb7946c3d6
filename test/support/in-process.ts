// SPDX-License-Identifier: MIT
import { nodeHost } from "../../src/host/node/host.ts";
import { main } from "../../src/main.ts";
import type { Outcome } from "./run.ts";

/**
 * Runs the program under Node in the process of the test, because a hundred processes would take half a minute. The
 * outputs are not the host's own. The host's conformance tests cover those.
 *
 * @param environment the environment of the program, instead of that of the test
 */
export function runInProcess(
  args: readonly string[],
  environment: { readonly [variable: string]: string } = {},
): Outcome {
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
    env: (name: string) => environment[name],
    isTerminal: () => false,
    terminalWidth: () => undefined,
  };
  return { status: main(host), stdout, stderr };
}
