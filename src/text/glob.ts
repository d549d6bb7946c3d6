// SPDX-License-Identifier: MIT
/**
 * Does a text match a pattern of udev or systemd? These are the patterns of fnmatch(3): `*`, `?` and `[...]`. A pattern may
 * have alternatives, separated by `|` (udev(7)).
 */
export function matchesGlob(text: string, pattern: string): boolean {
  return pattern.split("|").some((alternative) => matches(text, 0, alternative, 0));
}

/** Without a RegExp: a pattern from a hostile file must not make it run for ever. */
function matches(text: string, textAt: number, pattern: string, patternAt: number): boolean {
  let [at, from] = [textAt, patternAt];
  // Where to go on if the rest does not match: one more character for the last star.
  let star: { readonly pattern: number; text: number } | undefined;
  for (;;) {
    const token = tokenAt(pattern, from);
    if (token === undefined && at === text.length) return true;
    if (token?.isStar) {
      star = { pattern: token.end, text: at };
      from = token.end;
    } else if (token !== undefined && at < text.length && token.accepts(text.charAt(at))) {
      from = token.end;
      at++;
    } else if (star !== undefined && star.text < text.length) {
      at = ++star.text;
      from = star.pattern;
    } else return false;
  }
}

interface Token {
  readonly end: number;
  readonly isStar: boolean;
  accepts(character: string): boolean;
}

function tokenAt(pattern: string, at: number): Token | undefined {
  const first = pattern.charAt(at);
  if (first === "") return undefined;
  if (first === "*") return { end: at + 1, isStar: true, accepts: () => true };
  if (first === "?") return { end: at + 1, isStar: false, accepts: () => true };
  const set = first === "[" ? /^\[([!^]?)(\]?[^\]]*)\]/.exec(pattern.slice(at)) : null;
  if (set !== null) {
    const [all, not, members = ""] = set;
    return { end: at + all.length, isStar: false, accepts: (one) => isAmong(one, members) === (not === "") };
  }
  const escaped = first === "\\" && at + 1 < pattern.length;
  const literal = escaped ? pattern.charAt(at + 1) : first;
  return { end: at + (escaped ? 2 : 1), isStar: false, accepts: (one) => one === literal };
}

/** Is a character in the set "a-fx"? */
function isAmong(character: string, members: string): boolean {
  for (let at = 0; at < members.length; at++) {
    const isRange = members.charAt(at + 1) === "-" && at + 2 < members.length;
    const last = members.charAt(isRange ? at + 2 : at);
    if (character >= members.charAt(at) && character <= last) return true;
    if (isRange) at += 2;
  }
  return false;
}
