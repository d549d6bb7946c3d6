/**
 * A name from outside, as it may be shown: whatever is no printable ASCII becomes `\xNN`. The kernel lets a name hold
 * any byte but white space, `/` and `:`, terminal escapes among them, and an altname any byte at all.
 */
export function printable(name: string): string {
  let result = "";
  for (let at = 0; at < name.length; at++) {
    const code = name.charCodeAt(at);
    const plain = code >= 0x20 && code < 0x7f && code !== 0x5c;
    result += plain ? name.charAt(at) : `\\x${code < 16 ? "0" : ""}${code.toString(16)}`;
  }
  return result;
}
