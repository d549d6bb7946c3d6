// SPDX-License-Identifier: MIT
/**
 * JSON for byte strings. A name in UTF-8 comes out as it is; any other byte above 0x7e is no character by itself, or one
 * that a terminal obeys, and is written as an escape.
 */
export function formatJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(UTF8_OR_BYTE, (bytes) =>
    bytes.length > 1 ? bytes : `\\u00${bytes.charCodeAt(0).toString(16)}`,
  );
}

/**
 * The bytes of a character from U+00A0 on, or one byte from 7f. The characters are those of RFC 3629, section 4: no longer
 * form of a shorter one, no surrogate, none above U+10FFFF.
 */
const UTF8_OR_BYTE = new RegExp(
  [
    "\\xc2[\\xa0-\\xbf]|[\\xc3-\\xdf][\\x80-\\xbf]",
    "\\xe0[\\xa0-\\xbf][\\x80-\\xbf]|[\\xe1-\\xec\\xee\\xef][\\x80-\\xbf]{2}|\\xed[\\x80-\\x9f][\\x80-\\xbf]",
    "\\xf0[\\x90-\\xbf][\\x80-\\xbf]{2}|[\\xf1-\\xf3][\\x80-\\xbf]{3}|\\xf4[\\x80-\\x8f][\\x80-\\xbf]{2}",
    "[\\x7f-\\xff]",
  ].join("|"),
  "g",
);
