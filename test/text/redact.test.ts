// SPDX-License-Identifier: MIT
/** What `capture --redact` replaces hardware addresses with. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { redactor } from "../../src/text/redact.ts";
import fc from "../support/fast-check.ts";

/** Redacts a text of a machine with these addresses. */
function redact(text: string, ...addresses: readonly string[]): string {
  const { see, redact } = redactor();
  for (const address of addresses) see(address);
  see(text);
  return redact(text);
}

const SEEN = "52:54:00:ab:cd:ef\n";

const CASES: readonly (readonly [about: string, text: string, expected: string])[] = [
  ["as sysfs has it", SEEN, "02:00:00:00:00:01\n"],
  ["in upper case", "52:54:00:AB:CD:EF", "02:00:00:00:00:01"],
  ["with dashes", "52-54-00-AB-CD-EF", "02-00-00-00-00-01"],
  ["in groups of four", "5254.00ab.cdef", "0200.0000.0001"],
  ["as udev escapes it", "52\\x3a54\\x3a00\\x3aab\\x3acd\\x3aef", "02\\x3a00\\x3a00\\x3a00\\x3a00\\x3a01"],
  ["as a name of Ethernet", "/sys/class/net/enx525400abcdef/address", "/sys/class/net/enx020000000001/address"],
  ["as a name of WLAN", "wlx525400abcdef", "wlx020000000001"],
  ["as a name of WWAN", "wwx525400abcdef", "wwx020000000001"],
  ["in udev's database", "E:ID_NET_NAME_MAC=enx525400abcdef\n", "E:ID_NET_NAME_MAC=enx020000000001\n"],
  ["as a serial number", "E:ID_SERIAL_SHORT=525400ABCDEF\n", "E:ID_SERIAL_SHORT=020000000001\n"],
  ["behind another hexadecimal digit", "ID_SERIAL=QEMU_a525400abcdef0", "ID_SERIAL=QEMU_a0200000000010"],
  ["in a GUID of VMBus", "525400ab-cdef-5254-00ab-cdef525400ab", "02000000-0001-0200-0000-000102000000"],
  ["at the end of a UUID", "c232ab00-9414-11ec-b3c8-525400abcdef", "c232ab00-9414-11ec-b3c8-020000000001"],
  ["features are bits", `${"0".repeat(62)}10\n`, `${"0".repeat(62)}10\n`],
  ["that only looks like one", "0000:00:04.0 2026-11-24 0x8086 ens3npf", "0000:00:04.0 2026-11-24 0x8086 ens3npf"],
  ["that of lo", "00:00:00:00:00:00\n", "00:00:00:00:00:00\n"],
  ["broadcast", "ff:ff:ff:ff:ff:ff\n", "ff:ff:ff:ff:ff:ff\n"],
];

for (const [about, text, expected] of CASES) {
  test(`an address ${about}`, () => assert.equal(redact(text, SEEN), expected));
}

test("an address that is only in a name", () => {
  assert.equal(
    redact("wlx525400abcdef\nID_SERIAL_SHORT=525400ABCDEF"),
    "wlx020000000001\nID_SERIAL_SHORT=020000000001",
  );
});

test("an InfiniBand address, and the GUID in it", () => {
  const address = "80:00:00:48:fe:80:00:00:00:00:00:00:f4:52:14:03:00:7b:cb:a1";
  const redacted = redact(`${address} f452:1403:007b:cba1`);
  assert.equal(redacted, `02:${"00:".repeat(18)}01 0200:0000:0000:0002`);
});

/** Otherwise the copy would have the files of one device in different directories, some with most of the address. */
test("a part of a path does not depend on what follows", () => {
  const device = "/sys/bus/vmbus/devices/525400ab-cdef-5254-00ab-cdef525400ab";
  for (const rest of ["", "/device", "/features", "/driver", "/net/eth0", "/52/54"]) {
    const expected = `/sys/bus/vmbus/devices/02000000-0001-0200-0000-000102000000${rest}`;
    assert.equal(redact(`${device}${rest}`, SEEN), expected);
  }
});

test("a part that repeats an address is also replaced in the middle of a text", () => {
  const text = "525400ab-cdef-5254-00ab-cdef525400ab 0x1 525400abcdef525400ab-1";
  assert.equal(redact(text, SEEN), "02000000-0001-0200-0000-000102000000 0x1 02000000000102000000-1");
});

test("an address that is only in a serial number or a GUID of VMBus, because the link has another one now", () => {
  assert.equal(redact("E:ID_SERIAL_SHORT=0050B6ABCDEF\n"), "E:ID_SERIAL_SHORT=020000000001\n");
  assert.equal(redact("000d3a5f-1234-000d-3a5f-1234000d3a5f"), "02000000-0001-0200-0000-000102000000");
  for (const other of ["E:ID_SERIAL_SHORT=0050B6ABCDEF01\n", "f8615163-df3e-46c5-913f-f2d2f965ed0e"]) {
    assert.equal(redact(other), other);
  }
});

test("equal addresses stay equal, and different ones stay different", () => {
  const text = "52:54:00:00:00:0a 52:54:00:00:00:0b 5254111111A";
  assert.equal(redact(`${text} 52540000000a`), "02:00:00:00:00:01 02:00:00:00:00:02 5254111111A 020000000001");
});

test("no text has an address left in any form, and nothing else changes", () => {
  const address = fc
    .array(fc.nat(255), { minLength: 6, maxLength: 6 })
    .map((bytes) => bytes.map((byte) => byte.toString(16).padStart(2, "0")))
    // An address with few different digits can occur by chance.
    .filter((pairs) => new Set(pairs.join("")).size > 5);
  const form = fc.constantFrom<(pairs: readonly string[]) => string>(
    (pairs) => pairs.join(":"),
    (pairs) => pairs.join("-").toUpperCase(),
    (pairs) => pairs.join(""),
    (pairs) => pairs.join("").toUpperCase(),
    (pairs) => pairs.join(" "),
    (pairs) => `wlx${pairs.join("")}`,
    (pairs) => `{${guid([...pairs, ...pairs, ...pairs].join("").slice(0, 32))}}`,
    (pairs) => pairs.join("\\x3a"),
  );
  const around = fc.stringMatching(/^[g-z=/. \n]{0,5}$/);
  fc.assert(
    fc.property(
      fc.array(address, { minLength: 1, maxLength: 3 }),
      fc.array(fc.tuple(around, fc.nat(2), form)),
      (addresses, parts) => {
        const text = parts
          .map(([before, which, make]) => `${before}/${make(addresses[which % addresses.length] ?? [])}/`)
          .join("\n");
        const redacted = redact(text, ...addresses.map((pairs) => pairs.join(":")));
        const digits = redacted.replace(/\\x3a|[^0-9a-f]/gi, "").toLowerCase();
        for (const pairs of addresses)
          assert.ok(!digits.includes(pairs.join("").slice(0, 8)), `${text} gave ${redacted}`);
        assert.equal(redacted.replace(/[0-9a-f]/gi, "0"), text.replace(/[0-9a-f]/gi, "0"));
      },
    ),
  );
});

function guid(digits: string): string {
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join(
    "-",
  );
}
