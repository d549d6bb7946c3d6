// SPDX-License-Identifier: MIT
/** Arguments, environment and clock of a host. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { conform, HOSTS } from "./hosts.ts";

for (const host of HOSTS) {
  test(`${host.name}: arguments and environment`, () => {
    const env = { ...process.env, FAILOVER_IFNAME_TEST: "a=b\n\u00fc", FAILOVER_IFNAME_EMPTY: "" };
    assert.deepEqual(conform(host, "environment", ["", "-", "--x", "a b\n", "\u20ac"], { env }), {
      args: ["", "-", "--x", "a b\n", "\xe2\x82\xac"],
      "env, set": { gives: "a=b\n\xc3\xbc" },
      "env, empty": { gives: "" },
      "env, not set": { gives: null },
    });
  });

  test(`${host.name}: arguments and environment that are no UTF-8`, () => {
    // Node cannot pass such bytes to a program that it starts. printf of the shell can.
    const script = `FAILOVER_IFNAME_TEST="$(printf '\\200\\377')"; export FAILOVER_IFNAME_TEST; exec "$@" "$(printf 'a\\377')"`;
    const result = conform(host, "environment", [], { before: ["sh", "-c", script, "sh"] });
    assert.deepEqual(result, {
      args: ["a\xff"],
      "env, set": { gives: "\x80\xff" },
      "env, empty": { gives: null },
      "env, not set": { gives: null },
    });
  });

  test(`${host.name}: a variable called as what every object has`, () => {
    assert.deepEqual(conform(host, "environmentOfObjects"), { gives: null });
  });

  test(`${host.name}: the clock`, () => {
    assert.deepEqual(conform(host, "clock"), { backwards: 0, finer: true });
  });
}
