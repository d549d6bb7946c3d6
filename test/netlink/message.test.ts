// SPDX-License-Identifier: MIT
/** Messages, attributes and acknowledgements of netlink. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Failure } from "../../src/errors.ts";
import {
  type Acknowledgement,
  attributeEnd,
  attributeType,
  decodeAcknowledgement,
  decodeMessages,
  encodeAttribute,
  encodeMessage,
  encodeNested,
} from "../../src/netlink/message.ts";
import fc from "../support/fast-check.ts";
import {
  attribute,
  donePayload,
  errorPayload,
  message,
  NLM_F_ACK_TLVS,
  NLM_F_CAPPED,
  NLM_F_DUMP_INTR,
  NLMSG_DONE,
  NLMSG_ERROR,
  wordsOf,
} from "./kernel-bytes.ts";

const u16 = fc.nat(0xffff);
const u32 = fc.nat(0xffffffff);
const payload = fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes));
const header = fc.record({ type: u16, flags: u16, sequence: u32, portId: u32 }, { noNullPrototype: true });

test("a message is written as the kernel writes it", () => {
  fc.assert(
    fc.property(header, payload, (fields, bytes) => {
      const { type, flags, sequence, portId } = fields;
      const encoded = encodeMessage(type, flags, sequence, portId, bytes.toString("latin1"));
      const whole = 16 + bytes.length;
      assert.equal(Buffer.from(encoded, "latin1").toString("hex"), message(fields, bytes).toString("hex", 0, whole));
    }),
  );
});

test("an attribute is written as the kernel writes it", () => {
  fc.assert(
    fc.property(u16, payload, (type, bytes) => {
      const encoded = encodeAttribute(type, bytes.toString("latin1"));
      assert.equal(Buffer.from(encoded, "latin1").toString("hex"), attribute(type, bytes).toString("hex"));
    }),
  );
  assert.equal(Buffer.from(encodeNested(52, "abc"), "latin1").toString("hex"), "07003480" + "61626300");
});

test("the messages of a datagram are read in order", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(header, payload), { maxLength: 4 }), (parts) => {
      const bytes = Buffer.concat(parts.map(([fields, content]) => message(fields, content)));
      const decoded = decodeMessages(wordsOf(bytes), bytes.length);
      assert.deepEqual(
        decoded.map(({ type, flags, sequence, portId }) => ({ type, flags, sequence, portId })),
        parts.map(([fields]) => fields),
      );
      assert.deepEqual(
        decoded.map(({ from, to }) => bytes.toString("hex", from, to)),
        parts.map(([, content]) => content.toString("hex")),
      );
    }),
  );
});

test("a datagram that is not a sequence of messages", () => {
  const whole = message({ type: 16, sequence: 1, portId: 1 }, Buffer.alloc(8));
  for (let length = 1; length < whole.length; length++) {
    const cut = whole.subarray(0, length);
    assert.throws(() => decodeMessages(wordsOf(cut), length), isFault, `cut at ${length}`);
    assert.throws(() => decodeMessages(wordsOf(whole), length), isFault, `length ${length}`);
  }
  for (const claim of [0, 1, 15, 25, 0x7fffffff, 0x80000000, 0xffffffff]) {
    const bytes = Buffer.from(whole);
    bytes.writeUInt32LE(claim);
    assert.throws(() => decodeMessages(wordsOf(bytes), bytes.length), isFault, `claims to have ${claim} bytes`);
  }
  assert.deepEqual(decodeMessages([], 0), []);
  assert.throws(() => decodeMessages(wordsOf(whole), 20), {
    message: "malformed answer from the kernel: a message is cut off at byte 0 of 20",
  });
});

test("any bytes are messages within the datagram, or a fault", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (content) => {
      const bytes = Buffer.from(content);
      try {
        for (const { from, to } of decodeMessages(wordsOf(bytes), bytes.length)) {
          assert.ok(from <= to && to <= bytes.length);
        }
      } catch (error) {
        assert.ok(isFault(error));
      }
    }),
  );
});

test("an attribute within its bounds, with its type without flags", () => {
  const words = wordsOf(attribute(52 | 0x8000, "abc"));
  assert.equal(attributeEnd(words, 0, 8), 7);
  assert.equal(attributeEnd(words, 0, 7), 7);
  assert.equal(attributeType(words, 0), 52);
  assert.equal(attributeType(wordsOf(attribute(52 | 0x4000, "")), 0), 52);
  assert.equal(attributeEnd(wordsOf(attribute(52, "")), 0, 4), 4);
  assert.throws(() => attributeEnd(words, 0, 6), {
    exitCode: 70,
    message: "malformed answer from the kernel: an attribute is cut off at byte 0 of 6",
  });
  for (const length of [0, 1, 3]) {
    assert.throws(() => attributeEnd(wordsOf(Buffer.from([length, 0, 3, 0])), 0, 4), isFault);
  }
});

const REQUEST = message({ type: 19, flags: 5, sequence: 7, portId: 9 }, Buffer.from("a request, whole"));
const HEADER_ONLY = REQUEST.subarray(0, 16);

const ACKNOWLEDGEMENTS: readonly (readonly [string, number, number, Buffer, { errno: number; text: string }])[] = [
  ["acknowledged", NLMSG_ERROR, NLM_F_CAPPED, errorPayload(0, HEADER_ONLY), { errno: 0, text: "" }],
  ["refused", NLMSG_ERROR, 0, errorPayload(16, REQUEST), { errno: 16, text: "" }],
  ["refused, with words", NLMSG_ERROR, NLM_F_ACK_TLVS, errorPayload(22, REQUEST, "no"), { errno: 22, text: "no" }],
  [
    "refused, with words, the request capped",
    NLMSG_ERROR,
    NLM_F_ACK_TLVS | NLM_F_CAPPED,
    errorPayload(22, HEADER_ONLY, "no such thing"),
    { errno: 22, text: "no such thing" },
  ],
  [
    "words behind another attribute",
    NLMSG_ERROR,
    NLM_F_ACK_TLVS | NLM_F_CAPPED,
    Buffer.concat([errorPayload(22, HEADER_ONLY), attribute(2, "abcd"), attribute(1, "no\0")]),
    { errno: 22, text: "no" },
  ],
  [
    "attributes, but no words",
    NLMSG_ERROR,
    NLM_F_ACK_TLVS | NLM_F_CAPPED,
    Buffer.concat([errorPayload(22, HEADER_ONLY), attribute(2, "abcd")]),
    { errno: 22, text: "" },
  ],
  ["a flag, but no attributes", NLMSG_ERROR, NLM_F_ACK_TLVS, errorPayload(22, REQUEST), { errno: 22, text: "" }],
  ["words that no flag announces", NLMSG_ERROR, 0, errorPayload(22, REQUEST, "no"), { errno: 22, text: "" }],
  ["end of a dump", NLMSG_DONE, 2, donePayload(0), { errno: 0, text: "" }],
  ["end of a dump, empty", NLMSG_DONE, 2, Buffer.alloc(0), { errno: 0, text: "" }],
  ["end of a dump that failed", NLMSG_DONE, 2 | NLM_F_ACK_TLVS, donePayload(105, "no"), { errno: 105, text: "no" }],
];

test("the meaning of acknowledgements", () => {
  for (const [about, type, flags, content, expected] of ACKNOWLEDGEMENTS) {
    assert.deepEqual(acknowledgement(type, flags, content), { ...expected, interrupted: false }, about);
  }
});

test("the end of a dump that was interrupted by changes", () => {
  for (const content of [donePayload(0), Buffer.alloc(0)]) {
    const expected = { errno: 0, text: "", interrupted: true };
    assert.deepEqual(acknowledgement(NLMSG_DONE, 2 | NLM_F_DUMP_INTR, content), expected);
  }
});

test("an acknowledgement without the request that it answers, or with only a part of it", () => {
  const cutOff = { exitCode: 70, message: "malformed answer from the kernel: an acknowledgement is cut off" };
  const whole = errorPayload(22, REQUEST);
  for (const length of [4, 8, 19]) {
    assert.throws(() => acknowledgement(NLMSG_ERROR, NLM_F_CAPPED, whole.subarray(0, length)), cutOff);
  }
  assert.throws(() => acknowledgement(NLMSG_ERROR, NLM_F_ACK_TLVS, whole.subarray(0, whole.length - 4)), cutOff);
});

test("an acknowledgement that is cut off is a fault, or has the same errno", () => {
  for (const [about, type, flags, content, expected] of ACKNOWLEDGEMENTS) {
    for (let length = 0; length < content.length; length++) {
      try {
        const { errno } = acknowledgement(type, flags, content.subarray(0, length));
        assert.ok(errno === expected.errno || (type === NLMSG_DONE && length < 4), `${about}, cut at ${length}`);
      } catch (error) {
        assert.ok(isFault(error), `${about}, cut at ${length}`);
      }
    }
  }
});

function acknowledgement(type: number, flags: number, content: Buffer): Acknowledgement {
  const bytes = message({ type, flags, sequence: 1, portId: 1 }, content);
  const [first] = decodeMessages(wordsOf(bytes), bytes.readUInt32LE(0));
  assert.ok(first !== undefined);
  return decodeAcknowledgement(first);
}

function isFault(error: unknown): boolean {
  return error instanceof Failure && error.exitCode === 70;
}
