// SPDX-License-Identifier: MIT
/** The fields of a ustar header and the records of a pax header. */

const NAME_LENGTH = 100;
const PREFIX_LENGTH = 155;

/** What a pax header, or GNU tar, says instead of the fields of the header that follows. */
export interface Extended {
  path?: string;
  linkpath?: string;
}

/** A header block. What does not fit is cut off: `extendedPath` has it. */
export function headerOf(type: string, name: string, target: string, size: number): string {
  const [prefix, last] = split(name) ?? ["", name.slice(0, NAME_LENGTH)];
  const mode = { "2": "0000777", "5": "0000755" }[type] ?? "0000644";
  const start = text(last, NAME_LENGTH) + text(mode, 8) + text("0000000", 8) + text("0000000", 8);
  const middle = text(octal(size, 11), 12) + text(octal(0, 11), 12);
  const end =
    type + text(target, NAME_LENGTH) + "ustar\x0000" + text("root", 32) + text("root", 32) + text("0000000", 8);
  const rest = text(end + text("0000000", 8) + text(prefix, PREFIX_LENGTH), 512 - 156);
  let sum = 8 * 0x20;
  for (const part of [start, middle, rest]) for (let at = 0; at < part.length; at++) sum += part.charCodeAt(at);
  return `${start}${middle}${octal(sum, 6)}\0 ${rest}`;
}

/** The records of a pax header for a path or a target that the fields of ustar are too short for; empty if they fit. */
export function extendedPath(name: string, target: string): string {
  return (
    (split(name) === undefined ? record("path", name) : "") +
    (target.length > NAME_LENGTH ? record("linkpath", target) : "")
  );
}

/** The paths in the records of a pax header. What is malformed is ignored. */
export function readRecords(records: string): Extended {
  const result: Extended = {};
  for (let at = 0; at < records.length; ) {
    const [, digits = "", key = ""] = /^(\d{1,9}) ([^=]*)=/.exec(records.slice(at, at + 200)) ?? [];
    const end = at + Number(digits);
    if (end <= at || end > records.length) break;
    const value = records.slice(at + digits.length + 1 + key.length + 1, end - 1);
    if (key === "path" || key === "linkpath") result[key] = value;
    at = end;
  }
  return result;
}

export function pathOf(header: string): string {
  const prefix = header.startsWith("ustar\0", 257) ? field(header, 345, PREFIX_LENGTH) : "";
  return `${prefix}/${field(header, 0, NAME_LENGTH)}`;
}

export function linkOf(header: string): string {
  return field(header, 157, NAME_LENGTH);
}

/** An octal number; undefined if it is none. (GNU tar writes sizes from 8 GiB on in another way.) */
export function numberOf(header: string, at: number, length: number): number | undefined {
  const digits = field(header, at, length).trim();
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : undefined;
}

/** Prefix and name; undefined if the path cannot be put into these fields. */
function split(path: string): readonly [prefix: string, name: string] | undefined {
  if (path.length <= NAME_LENGTH) return ["", path];
  // The slash between them is not stored. A slash at the end belongs to the name.
  const slash = path.lastIndexOf("/", Math.min(PREFIX_LENGTH, path.length - 2));
  return slash > 0 && path.length - slash - 1 <= NAME_LENGTH
    ? [path.slice(0, slash), path.slice(slash + 1)]
    : undefined;
}

/** The length of a record counts its own digits. */
function record(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = rest.length;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return `${length}${rest}`;
}

function text(value: string, length: number): string {
  return value.slice(0, length).padEnd(length, "\0");
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, "0");
}

function field(header: string, at: number, length: number): string {
  return header.slice(at, at + length).split("\0")[0] ?? "";
}
