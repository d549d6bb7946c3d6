// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import type { Outcome } from "../support/run.ts";

/** One line on standard error that names the program and has no control characters for a terminal. */
const ONE_LINE = /^failover-ifname: [^\x00-\x1f\x7f-\x9f]+\n$/;

/** The program refuses: one line on standard error, nothing on standard output. */
export function assertRefused(outcome: Outcome, status: number, message: RegExp = /./, about = ""): void {
  const seen = `${about}: ${JSON.stringify(outcome)}`;
  assert.match(outcome.stderr, ONE_LINE, seen);
  assert.match(outcome.stderr, message, seen);
  assert.equal(outcome.stdout, "", seen);
  assert.equal(outcome.status, status, seen);
}

/** No control characters for a terminal, except the newlines at the ends of lines. */
export function assertPrintable(text: string): void {
  assert.match(text, /^([^\x00-\x1f\x7f-\x9f]*\n)*$/, JSON.stringify(text));
}
