// SPDX-License-Identifier: MIT
/** Random changes of byte strings: of any text, of netlink messages, and of the links in ip-link.json. */
import fc from "../support/fast-check.ts";

/** A change. Each kind of input reads the numbers in its own way, and any number is valid. */
export interface Mutation {
  readonly how: number;
  readonly where: number;
  readonly length: number;
  readonly what: number;
}

const number = fc.nat(0xffff);

export const mutation = fc.record({ how: number, where: number, length: fc.nat(12), what: number });

export const mutations: fc.Arbitrary<Mutation[]> = fc.array(mutation, { minLength: 1, maxLength: 5 });

/** Values that have broken programs before. */
const TOKENS: readonly string[] = [
  "",
  "\0",
  "\n",
  "\x1b[31m",
  "\x9b",
  "\xc0\x80",
  "\xed\xa0\x80",
  "\xff",
  "\\u011b",
  "\\u0122",
  "\\u0000",
  "\\ud800",
  '"',
  "../",
  "/",
  "%d",
  "%s",
  " ",
  "=",
  ":",
  "0",
  "-1",
  "4294967295",
  "1e309",
  "0x",
  "E:ID_RENAMING=1\n",
  "E:FAILOVER_IFNAME_KEEP=1\n",
  "I:",
  "ens3",
  "ens3nsby",
  "__proto__",
  "constructor",
  "#2",
  "a".repeat(16),
  "a".repeat(129),
  "PrimarySuffix=",
  "Masters=",
  "[x]\n",
];

/** A text with a part replaced, inserted, removed, repeated or cut off. */
export function changeText(text: string, { how, where, length, what }: Mutation): string {
  const at = where % (text.length + 1);
  const before = text.slice(0, at);
  const after = text.slice(at + length);
  switch (how % 6) {
    case 0:
      return before + after;
    case 1:
      return before + pick(TOKENS, what) + text.slice(at);
    case 2:
      return before + pick(TOKENS, what) + after;
    case 3:
      return before + String.fromCharCode(what & 0xff) + text.slice(at + 1);
    case 4:
      return before;
    default:
      return before + text.slice(at, at + length).repeat(1 + (what % 4)) + after;
  }
}

/** Bytes of which some are changed. A netlink message has lengths and types at every fourth byte. */
export function changeBytes(bytes: string, { how, where, length, what }: Mutation): string {
  const at = (where % (bytes.length + 1)) & ~3;
  const half = (value: number) => String.fromCharCode(value & 0xff, (value >> 8) & 0xff);
  switch (how % 5) {
    case 0:
      return bytes.slice(0, at) + half(what) + bytes.slice(at + 2);
    case 1:
      return bytes.slice(0, at + 2) + half(what % 64) + bytes.slice(at + 4);
    case 2:
      return bytes.slice(0, at) + half(what % 40) + bytes.slice(at + 2);
    case 3:
      return bytes.slice(0, where % (bytes.length + 1));
    default:
      return bytes.slice(0, at) + bytes.slice(at, at + 4 * length).repeat(2) + bytes.slice(at + 4 * length);
  }
}

const FIELDS = ["ifindex", "ifname", "flags", "master", "linkinfo", "parentbus", "parentdev", "altnames", "__proto__"];

const VALUES: readonly unknown[] = [
  null,
  true,
  0,
  1,
  2,
  -1,
  1.5,
  2 ** 31,
  2 ** 53,
  "",
  "ens3",
  "ens3nsby",
  "ens4",
  "\x1b]0;x\x07",
  "\xc3\xa9",
  "\xf4\x90\x80\x80",
  "\xff",
  "ě",
  "\0",
  "..",
  "a/b",
  'a"b',
  "a%d",
  "x".repeat(200),
  "virtio",
  "virtio0",
  "0000:02:00.0",
  [],
  ["UP"],
  ["\u011b[31m", "\u0122"],
  ["\x9b", "ens3npf", "ens3npf", ""],
  ["x".repeat(127), 7],
  {},
  { info_kind: "bond" },
  { info_slave_kind: "bridge" },
];

/** ip-link.json with a field of a link set to some value, a link repeated, or a link removed. */
export function changeLinks(json: string, { how, where, length, what }: Mutation): string {
  const links: object[] = JSON.parse(json);
  const at = where % links.length;
  const link = links[at] ?? {};
  if (how % 8 === 0) links.splice(at, 1);
  else if (how % 8 === 1) links.push({ ...link, ifindex: 100 + length });
  else links[at] = { ...link, [pick(FIELDS, length)]: pick(VALUES, what) };
  return links.length === 0 ? json : JSON.stringify(links).replace(/[\x7f-\uffff]/g, escapeOf);
}

function escapeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function pick<T>(items: readonly T[], index: number): T {
  return items[index % items.length] as T;
}
