// SPDX-License-Identifier: MIT
/** Unified kernel images with bytes that are changed at random. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { findInitramfs } from "../../src/doctor/initramfs/unified.ts";
import { unifiedOf } from "../doctor/initramfs/images.ts";
import fc from "../support/fast-check.ts";
import { EFFORT } from "./effort.ts";

test("whatever the headers of a unified kernel image say, the initramfs is inside the file", () => {
  const whole = unifiedOf({
    ".uname": Buffer.from("6.1.0"),
    ".initrd": Buffer.from("070701"),
    ".linux": Buffer.from("MZ"),
  });
  const change = fc.tuple(fc.nat(0x200), fc.nat(255));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 4 }), fc.nat(whole.length), (changes, cut) => {
      const image = Buffer.from(whole);
      for (const [at, byte] of changes) image.writeUInt8(byte, at);
      const size = cut % 3 === 0 ? cut : whole.length;
      const text = image.toString("latin1", 0, size);
      const found = findInitramfs((at, length) => text.slice(at, at + length), size);
      if (typeof found === "string") return;
      const { initramfs: { start, end } = { start: 0, end: 0 }, version } = found;
      assert.ok(0 <= start && start <= end && end <= size);
      assert.match(version, /^[!-~]{0,64}$/);
    }),
    { numRuns: 2000 * EFFORT },
  );
});
