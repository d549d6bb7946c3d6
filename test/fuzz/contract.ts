// SPDX-License-Identifier: MIT
/** What the program promises for any input. */
import assert from "node:assert/strict";
import type { Outcome } from "../support/run.ts";

/** The exit statuses of the manual. */
const EXITS = [0, 1, 2, 3, 4, 5, 6, 70];

/** Exit 70 of a correct program: the kernel breaks its own protocol, or returns an errno that it never should. */
const FAULT_OF_KERNEL = /malformed answer from the kernel|an error that is not expected \([^)]+\); report it/;

/** One line for each error or warning, with the program's name, in printable ASCII. */
const SAID = /^(?:failover-ifname: [ -~]+\n)*$/;

/** No name is printed after an error, there are no control characters, and a strict parser accepts the JSON. */
export function assertContract(args: readonly string[], { status, stdout, stderr }: Outcome): void {
  const seen = `${args.join(" ")}: ${JSON.stringify({ status, stdout, stderr })}`;
  assert.ok(status !== null && EXITS.includes(status), seen);
  assert.match(stderr, SAID, seen);
  if (status === 70) assert.match(stderr, FAULT_OF_KERNEL, seen);
  if (status > 1) {
    assert.notEqual(stderr, "", seen);
    if (args[0] !== "rename") assert.equal(stdout, "", seen);
  } else if (status === 1 && stdout === "") {
    // It is not a failover slave, or not any more.
    return;
  } else if (args.includes("--json")) {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(stdout, "latin1"));
    assert.doesNotMatch(text, /[\x00-\x09\x0b-\x1f\x7f-\x9f]/, seen);
    assert.equal(typeof JSON.parse(text), "object", seen);
  } else if (args[0] === "name" && args[1] === "--udev") {
    assert.match(stdout, status === 0 ? /^[ -~]+ (?:standby|primary|master) [ -~]+\n$/ : /^$/, seen);
  } else if (args[0] === "name") {
    assert.match(stdout, status === 0 ? /^[!-~]{1,15}\n$/ : /^$/, seen);
  } else {
    assert.match(stdout, /^[ -~\n]*$/, seen);
  }
}
