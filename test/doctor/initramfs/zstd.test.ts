// SPDX-License-Identifier: MIT
/** Where data that zstd has compressed ends. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { findEnd } from "../../../src/doctor/initramfs/zstd.ts";
import fc from "../../support/fast-check.ts";
import { unlessOnCi, whyToolsMissing } from "../../vm/availability.ts";
import { compress } from "./images.ts";

const skip = unlessOnCi(await whyToolsMissing(["zstd"], "zstd")) ?? false;

const CONTENTS = {
  short: Buffer.from("short"),
  repeated: Buffer.alloc(600_000, "m"),
  mixed: Buffer.from(Array.from({ length: 400_000 }, (_, index) => (index * index) >> 7)),
};
const OPTIONS = [[], ["--no-check"], ["-T2"], ["-19"]] as const;

function endOf(bytes: Buffer, start = 0, end = bytes.length): number | undefined {
  const text = bytes.toString("latin1");
  return findEnd(
    (at, length) => text.slice(at, at + length),
    start,
    end,
    () => false,
  );
}

for (const [what, content] of Object.entries(CONTENTS)) {
  test(`${what} data, with and without its size and a checksum`, { skip }, () => {
    // With the size in the header, its length depends on the size.
    for (const size of [[], [`--stream-size=${content.length}`]]) {
      for (const options of OPTIONS) {
        const data = compress(content, ["zstd", "-q", ...options, ...size]);
        const skippable = Buffer.from("\x5f\x2a\x4d\x18\x03\0\0\0abc", "latin1");
        for (const whole of [data, Buffer.concat([data, data]), Buffer.concat([skippable, data])]) {
          for (const next of ["\0", "\0\0\0\x28\xb5\x2f\xfd", "070701"]) {
            const found = endOf(Buffer.concat([whole, Buffer.from(next, "latin1")]));
            assert.equal(found, whole.length, `${options} ${size} ${JSON.stringify(next)}`);
          }
          assert.equal(endOf(whole), undefined, "nothing follows");
          assert.equal(endOf(whole, 0, whole.length - 1), undefined, "it is cut off");
          assert.equal(endOf(whole, 1), undefined, "it is not from zstd");
        }
      }
    }
  });
}

test("whatever the data says, its end is inside the image", { skip }, () => {
  const data = compress(CONTENTS.mixed.subarray(0, 300), ["zstd", "-q"]);
  const changes = fc.array(fc.tuple(fc.nat(20), fc.nat(255)), { maxLength: 4 });
  fc.assert(
    fc.property(changes, fc.nat(data.length), (changed, end) => {
      const bytes = Buffer.concat([data, data]);
      for (const [at, byte] of changed) bytes.writeUInt8(byte, at);
      const found = endOf(bytes, 0, end);
      assert.ok(found === undefined || (0 < found && found < end), String(found));
    }),
    { numRuns: 2000 },
  );
});
