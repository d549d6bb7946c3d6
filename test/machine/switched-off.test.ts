// SPDX-License-Identifier: MIT
/** failover_ifname=0 on the kernel's command line, and Enable=no. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { isSwitchedOff, whySwitchedOff } from "../../src/machine/switched-off.ts";
import { machineWith } from "../support/machine.ts";

const CASES: readonly (readonly [commandLine: string, isOff: boolean])[] = [
  ["", false],
  ["quiet\n", false],
  ["failover_ifname=0", true],
  ["failover_ifname=0\n", true],
  ["quiet failover_ifname=0 ro\n", true],
  ["failover_ifname=1", false],
  ["failover_ifname=", false],
  ["failover_ifname", false],
  ["failover_ifname=00", false],
  ["failover_ifname=0x", false],
  ["failover_ifname=no", false],
  ["xfailover_ifname=0", false],
  ["net.failover_ifname=0", false],
  ["failover_ifname=0 failover_ifname=1\n", false],
  ["failover_ifname=1 failover_ifname=0\n", true],
  ["x=failover_ifname=0", false],
];

for (const [commandLine, isOff] of CASES) {
  test(JSON.stringify(commandLine), () => assert.equal(isSwitchedOff(commandLine), isOff));
}

test("the reason names the switch", () => {
  const off = "failover_ifname=0\n";
  assert.equal(whySwitchedOff(machineWith({ commandLine: "quiet\n" })), undefined);
  assert.equal(whySwitchedOff(machineWith({ commandLine: off })), "failover_ifname=0 in /proc/cmdline");
  const disabled = machineWith({ commandLine: off, config: { enable: false, setAt: { Enable: "file:3" } } });
  assert.equal(whySwitchedOff(disabled), "Enable=no in file:3");
});
