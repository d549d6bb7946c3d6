// SPDX-License-Identifier: MIT

/** A file in an initramfs. */
export interface Entry {
  /** Without a slash at its start. `lib` is `usr/lib`, as on a machine with merged directories. */
  readonly path: string;
  /** The first character of its line in `ls -l`: "-" for a file, "d", "l". */
  readonly type: string;
  readonly size: number;
  /** When it was changed last, in UTC: in seconds since 1970, or as `ls -l` prints it. */
  readonly time: string;
}

/** Mode, links, owner, group, size or device numbers, time, name: `cpio -tv`, `lsinitramfs -l`, `lsinitrd` and `3cpio -tv`. */
const LINE =
  /^([-dlbcps])[-rwxsStT]{9} +\d+ +\S+ +\S+ +(\d+|\d+, *\d+) +([A-Z][a-z]{2} +\d{1,2} +(?:\d{4}|\d\d:\d\d)) (.+)$/;

/** The entries of a listing. Other lines are ignored: lsinitrd prints some. */
export function parseListing(text: string): Entry[] {
  return text.split("\n").flatMap((line) => {
    const [, type = "", size = "", time = "", name = ""] = LINE.exec(line) ?? [];
    if (type === "") return [];
    const arrow = type === "l" ? name.indexOf(" -> ") : -1;
    return [entryOf(type, arrow < 0 ? name : name.slice(0, arrow), Number.parseInt(size, 10), time)];
  });
}

/** @param name as the archive has it */
export function entryOf(type: string, name: string, size: number, time: string): Entry {
  const bare = name.replace(/^\/+|^(?:\.\/+)+/, "");
  return { path: bare.startsWith("lib/") ? `usr/${bare}` : bare, type, size, time };
}

/**
 * Is this the time of an entry? `ls -l` prints the minute, or only the day if the file is older than half a year.
 *
 * @param seconds since 1970
 */
export function isTime(time: string, seconds: number): boolean {
  if (!time.includes(" ")) return Number(time) === seconds;
  const [month, day, yearOrClock = ""] = time.split(/ +/);
  const { year, monthIndex, monthDay, clock } = dateOf(seconds);
  if (month !== MONTHS[monthIndex] || Number(day) !== monthDay) return false;
  return yearOrClock === (yearOrClock.includes(":") ? clock : String(year));
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The date in UTC. The engine is built without Date. */
function dateOf(seconds: number): { year: number; monthIndex: number; monthDay: number; clock: string } {
  let days = Math.floor(seconds / 86_400);
  let year = 1970;
  for (; days >= daysOf(year); year++) days -= daysOf(year);
  const lengths = [31, daysOf(year) - 337, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  let monthIndex = 0;
  for (; days >= (lengths[monthIndex] ?? 31); monthIndex++) days -= lengths[monthIndex] ?? 31;
  const minutes = Math.floor(seconds / 60);
  const two = (value: number) => String(value).padStart(2, "0");
  const clock = `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
  return { year, monthIndex, monthDay: days + 1, clock };
}

function daysOf(year: number): number {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 366 : 365;
}
