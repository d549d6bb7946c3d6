// SPDX-License-Identifier: MIT
/** Links in RTM_NEWLINK, and requests to the kernel about them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Failure } from "../../src/errors.ts";
import type { Link } from "../../src/netlink/link.ts";
import { decodeLink, getAll, getByIndex, getByMaster, getByName } from "../../src/netlink/link-message.ts";
import { decodeMessages } from "../../src/netlink/message.ts";
import fc from "../support/fast-check.ts";
import { attribute, linkPayload, message, RTM_NEWLINK, recorded, u32, wordsOf } from "./kernel-bytes.ts";

const VETH: Link = {
  ifindex: 4,
  name: "veth0",
  altnames: ["enp1s0", "a-much-longer-name-than-fits"],
  up: true,
  master: 2,
  kind: "veth",
  slaveKind: "bridge",
  parent: undefined,
};

const VIRTIO: Link = {
  ifindex: 4,
  name: "eth0",
  altnames: [],
  up: true,
  master: 0,
  kind: "",
  slaveKind: "",
  parent: { bus: "virtio", name: "virtio2" },
};

const BARE: Link = { ...VIRTIO, name: "bare", up: false, parent: undefined };
const BARE_NAME = attribute(3, "bare\0");

test("links as kernel 6.18 describes them", () => {
  assert.deepEqual(decode(recorded("newlink-veth.hex")), VETH);
  assert.deepEqual(decode(recorded("newlink-virtio.hex")), VIRTIO);
});

test("a link that is cut off at any byte is a fault, or the link of the bytes before", () => {
  for (const file of ["newlink-veth.hex", "newlink-virtio.hex"]) {
    const whole = recorded(file);
    let links = 0;
    for (let length = 16; length < whole.length; length++) {
      const bytes = Buffer.from(whole.subarray(0, length));
      bytes.writeUInt32LE(length);
      if (decodeOrFault(bytes) !== undefined) links++;
    }
    assert.ok(links > 10 && links < whole.length / 4, `${links} ends of an attribute`);
  }
});

test("a link with one byte changed is a link or a fault", () => {
  const whole = recorded("newlink-veth.hex");
  fc.assert(
    fc.property(fc.integer({ min: 16, max: whole.length - 1 }), fc.nat(255), (at, value) => {
      const bytes = Buffer.from(whole);
      bytes[at] = value;
      decodeOrFault(bytes);
    }),
    { numRuns: 2000 },
  );
});

const ATTRIBUTES: readonly (readonly [string, readonly Buffer[], Partial<Link>])[] = [
  ["nothing", [], {}],
  ["a name", [attribute(3, "eth0\0")], { name: "eth0" }],
  ["a name of bytes", [attribute(3, "\xff\x1b[m\xa0\0")], { name: "\xff\x1b[m\xa0" }],
  ["a name without its NUL", [attribute(3, "eth0")], { name: "eth0" }],
  ["a name without its NUL, before something else", [attribute(3, "eth0"), attribute(99, "x")], { name: "eth0" }],
  ["a name that ends early", [attribute(3, "eth0\0junk")], { name: "eth0" }],
  ["a master", [attribute(10, u32(0x7fffffff))], { master: 0x7fffffff }],
  ["a master that is too short", [attribute(10, "ab")], { master: 0 }],
  ["a kind", [attribute(18, attribute(1, "bond\0"))], { kind: "bond" }],
  ["a slave kind", [attribute(18 | 0x8000, attribute(4, "bond\0"))], { slaveKind: "bond" }],
  [
    "a kind between other things",
    [attribute(18, Buffer.concat([attribute(2, "data"), attribute(1, "vrf\0"), attribute(3, "x")]))],
    { kind: "vrf" },
  ],
  [
    "altnames",
    [attribute(52 | 0x8000, Buffer.concat([attribute(53, "a\0"), attribute(99, "x\0"), attribute(53, "\0")]))],
    { altnames: ["a", ""] },
  ],
  [
    "a parent",
    [attribute(57, "pci\0"), attribute(56, "0000:00:03.0\0")],
    { parent: { bus: "pci", name: "0000:00:03.0" } },
  ],
  [
    "a parent, the other way round",
    [attribute(56, "v0\0"), attribute(57, "virtio\0")],
    { parent: { bus: "virtio", name: "v0" } },
  ],
  ["a parent without a bus", [attribute(56, "v0\0")], { parent: { bus: "", name: "v0" } }],
  ["a bus without a device", [attribute(57, "pci\0")], { parent: { bus: "pci", name: "" } }],
  ["altnames where kinds are", [attribute(18, attribute(53, "a\0"))], {}],
  ["kinds where altnames are", [attribute(52, Buffer.concat([attribute(1, "bond\0"), attribute(4, "bond\0")]))], {}],
  ["unknown attributes", [attribute(1000, "x"), attribute(3, "eth0\0"), attribute(0, "")], { name: "eth0" }],
];

test("the meaning of attributes", () => {
  for (const [about, attributes, expected] of ATTRIBUTES) {
    const bytes = message(
      { type: RTM_NEWLINK, sequence: 1, portId: 1 },
      linkPayload(4, 0x1002, [BARE_NAME, ...attributes]),
    );
    assert.deepEqual(decode(bytes), { ...BARE, ...expected }, about);
  }
});

test("the message about a link that is cut off", () => {
  const whole = message({ type: RTM_NEWLINK, sequence: 1, portId: 1 }, linkPayload(4, 0x1002, [BARE_NAME]));
  for (const [length, why] of [
    [16, "an RTM_NEWLINK is cut off"],
    [28, "an RTM_NEWLINK is cut off"],
    [40, "an attribute is cut off at byte 32 of 40"],
  ] as const) {
    const bytes = Buffer.from(whole.subarray(0, length));
    bytes.writeUInt32LE(length);
    assert.throws(() => decode(bytes), { exitCode: 70, message: `malformed answer from the kernel: ${why}` });
  }
});

test("a link without a name is a fault, because its wanted name would be only the suffix", () => {
  for (const attributes of [[], [attribute(3, "")], [attribute(3, "\0")], [attribute(10, u32(2))]]) {
    const bytes = message({ type: RTM_NEWLINK, sequence: 1, portId: 1 }, linkPayload(4, 0x1002, attributes));
    assert.throws(() => decode(bytes), { name: "Failure", exitCode: 70, message: /without a name/ });
  }
});

test("the flags of a link", () => {
  for (const [flags, up] of [
    [0x1003, true],
    [0x1002, false],
    [0xffffffff, true],
    [0, false],
  ] as const) {
    const bytes = message({ type: RTM_NEWLINK, sequence: 1, portId: 1 }, linkPayload(4, flags, [BARE_NAME]));
    assert.equal(decode(bytes).up, up);
  }
});

test("the requests to the kernel", () => {
  const skipStatistics = attribute(29, u32(8));
  const asked: readonly (readonly [string, Buffer])[] = [
    [getByIndex(4), linkPayload(4, 0, [skipStatistics])],
    [getAll(), linkPayload(0, 0, [skipStatistics])],
    [getByMaster(0x12345), linkPayload(0, 0, [attribute(10, u32(0x12345)), skipStatistics])],
    [getByName("a-name-15-bytes"), linkPayload(0, 0, [attribute(3, "a-name-15-bytes\0"), skipStatistics])],
    [getByName("an-altname-of-16"), linkPayload(0, 0, [attribute(53, "an-altname-of-16\0"), skipStatistics])],
  ];
  for (const [payload, expected] of asked) {
    assert.equal(Buffer.from(payload, "latin1").toString("hex"), expected.toString("hex"));
  }
});

function decode(bytes: Buffer): Link {
  const [first] = decodeMessages(wordsOf(bytes), bytes.length);
  assert.ok(first !== undefined);
  return decodeLink(first);
}

/** Anything but a link or a Failure fails the test. */
function decodeOrFault(bytes: Buffer): Link | undefined {
  try {
    const link = decode(bytes);
    assert.equal(typeof link.name, "string");
    assert.ok(link.ifindex === (link.ifindex | 0) && link.altnames.every((altname) => typeof altname === "string"));
    return link;
  } catch (error) {
    if (error instanceof Failure && error.exitCode === 70) return undefined;
    throw error;
  }
}
