// SPDX-License-Identifier: MIT
/** A word as it is typed in a shell. A name from outside can have any character: it must not become a command. */
export function shellWord(word: string): string {
  return /^[\w./+:@~-]+$/.test(word) ? word : `'${word.split("'").join("'\\''")}'`;
}
