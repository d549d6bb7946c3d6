// SPDX-License-Identifier: MIT
/**
 * A name from outside, as it may be shown: whatever is no printable ASCII becomes `\xNN`, and so does a backslash. The
 * kernel lets a name hold any byte but white space, `/` and `:`, terminal escapes among them, and an altname any byte.
 */
export function printable(name: string): string {
  return escaped(name, (code) => code === 0x5c);
}

/** A message, in which a backslash may stand for itself: one line, whatever it repeats of paths and arguments. */
export function oneLine(message: string): string {
  return escaped(message, () => false);
}

function escaped(text: string, isSpecial: (code: number) => boolean): string {
  let result = "";
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const plain = code >= 0x20 && code < 0x7f && !isSpecial(code);
    result += plain ? text.charAt(at) : `\\x${code < 16 ? "0" : ""}${code.toString(16)}`;
  }
  return result;
}
