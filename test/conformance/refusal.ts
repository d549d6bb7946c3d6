// SPDX-License-Identifier: MIT
import { constants } from "node:os";
import { SystemError } from "../../src/host/host.ts";

/** What a scenario prints for a call that the system refused. */
export function refusal(call: string, code: string): { readonly refused: string; readonly message: string } {
  const errno = Object.entries(constants.errno).find(([name]) => name === code)?.[1];
  if (errno === undefined) throw new Error(`no errno is called ${code}`);
  return { refused: code, message: new SystemError(errno, call).message };
}
