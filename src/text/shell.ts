// SPDX-License-Identifier: MIT
/** A word as it is typed in a shell. A name from outside can have any character: it must not become a command. */
export function shellWord(word: string): string {
  // Without "~": at the start of a word, a shell puts the home directory of a user in its place.
  return /^[\w./+:@-]+$/.test(word) ? word : `'${word.split("'").join("'\\''")}'`;
}
