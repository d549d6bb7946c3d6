// SPDX-License-Identifier: MIT
/** What `capture --redact` replaces IP addresses with. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ipRedactor } from "../../src/text/redact-ip.ts";

const CASES: readonly (readonly [about: string, text: string, expected: string])[] = [
  ["of IPv4", "address 10.1.2.3/24, then 10.1.2.3.", "address 198.18.0.1/24, then 198.18.0.1."],
  ["of IPv4 after a sign", "ADDRESSES=10.1.2.3\n[10.1.2.4]:80", "ADDRESSES=198.18.0.1\n[198.18.0.2]:80"],
  ["of a route", "eth0\t0002010A\t0102010A\t0003\t00FFFFFF\t", "eth0\t010012C6\t020012C6\t0003\t00FFFFFF\t"],
  ["of IPv6", "2a00:1450:4001:0812::200e/64 2a00:1450:4001:812::200E", "2001:db8::1/64 2001:db8::1"],
  ["of IPv6, without ::", "2a00:1:2:3:4:5:6:7", "2001:db8::1"],
  ["that is link-local", "fe80::5054:ff:feab:cdef%eth0", "fe80::1%eth0"],
  ["in if_inet6", "fe800000000000005054abfffeabcdef 02 40\n", `fe80${"0".repeat(27)}1 02 40\n`],
  ["of IPv4 in IPv6", "::ffff:10.1.2.3", "::ffff:198.18.0.1"],
  ["that every machine has", "127.0.0.1 0.0.0.0/0 ::1 ::/0 ff02::1:2 ", "127.0.0.1 0.0.0.0/0 ::1 ::/0 ff02::1:2 "],
  ["that is a mask", "255.255.252.0 255.255.255.255", "255.255.252.0 255.255.255.255"],
  ["that is none", "1.2.3 1.2.3.4.5 300.1.1.1 v1.2.3.4 1::2::3", "1.2.3 1.2.3.4.5 300.1.1.1 v1.2.3.4 1::2::3"],
  ["of hardware", "52:54:00:12:34:56 00:11:22:33:44:55:66:77", "52:54:00:12:34:56 00:11:22:33:44:55:66:77"],
  ["of PCI, and a time", "pci0000:00/0000:00:03.0 12:34:56", "pci0000:00/0000:00:03.0 12:34:56"],
];

for (const [about, text, expected] of CASES) {
  test(`an IP address ${about}`, () => assert.equal(ipRedactor()(text), expected));
}

test("an address is replaced by the same one in all texts and forms", () => {
  const redact = ipRedactor();
  const texts = ["10.1.2.3", "\t0302010A\t", "2a00::7", `2a00${"0".repeat(27)}7 02`, "2A00:0::7", "10.1.2.3"];
  assert.deepEqual(texts.map(redact), [
    "198.18.0.1",
    "\t010012C6\t",
    "2001:db8::2",
    `20010db8${"0".repeat(23)}2 02`,
    "2001:db8::2",
    "198.18.0.1",
  ]);
});
