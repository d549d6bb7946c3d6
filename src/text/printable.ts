// SPDX-License-Identifier: MIT
/**
 * A name from outside in a form that is safe to show: each byte that is not printable ASCII becomes `\xNN`, and so does a
 * backslash. The kernel allows any byte in a name except white space, `/` and `:`, so it may hold terminal escapes. An
 * altname may hold any byte.
 */
export function printable(name: string): string {
  return escaped(name, (code) => code === 0x5c);
}

/** A message as one line. A backslash stays as it is; each byte that is not printable ASCII becomes `\xNN`. */
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
