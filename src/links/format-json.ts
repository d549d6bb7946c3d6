/**
 * JSON for byte strings. A name in UTF-8 comes out as it is; any other byte above 0x7e is no character by itself, or one
 * that a terminal obeys, and is written as an escape.
 */
export function formatJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(UTF8_OR_BYTE, (bytes) =>
    bytes.length > 1 ? bytes : `\\u00${bytes.charCodeAt(0).toString(16)}`,
  );
}

/** The bytes of a character from U+00A0 on, or one byte from 7f. */
const UTF8_OR_BYTE =
  /\xc2[\xa0-\xbf]|[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[\x7f-\xff]/g;
