// SPDX-License-Identifier: MIT
/** Takes hardware addresses out of texts, all of one machine. */
export interface Redactor {
  /** Notes the hardware addresses of a text: pairs of digits with colons or dashes, names of udev (enx525400123456), serial numbers, GUIDs. */
  see(text: string): void;
  /**
   * The text with the digits of each noted address replaced, whatever stands between them and in either case. The new
   * address tells nothing but which addresses are the same: 02:00:00:00:00:01, …:02, and so on (locally administered).
   */
  redact(text: string): string;
}

/** The addresses of a machine are in many forms and places, so all texts are to be seen before the first is redacted. */
export function redactor(): Redactor {
  const others: { [digits: string]: string } = {};
  const lengths: number[] = [];
  let count = 0;
  const note = (digits: string): void => {
    if (TELLS_NOTHING.test(digits) || others[digits] !== undefined) return;
    others[digits] = `02${(++count).toString(16).padStart(digits.length - 2, "0")}`;
    if (lengths.includes(digits.length)) return;
    lengths.push(digits.length);
    // Of two addresses at one place the longer one is meant.
    lengths.sort((one, other) => other - one);
  };
  return {
    see: (text) => {
      for (const found of text.match(ADDRESS) ?? []) {
        const digits = digitsOf(found);
        note(digits);
        // InfiniBand: the last 8 of 20 bytes are the port's GUID, which has places of its own.
        if (digits.length === 40) note(digits.slice(-16));
      }
      for (const found of text.match(UDEV_NAME) ?? []) note(found.slice(3).toLowerCase());
      for (const found of text.match(SERIAL) ?? []) note(found.slice(-12).toLowerCase());
      for (const found of text.match(GUID) ?? []) {
        const digits = digitsOf(found);
        if (digits.slice(12) === digits.slice(0, -12)) note(digits.slice(0, 12));
      }
    },
    redact: (text) =>
      // Bits such as a virtio device's features are no digits of an address.
      BITS.test(text) ? text : text.replace(RUN, (run) => written(run, replaced(digitsOf(run), others, lengths))),
  };
}

/** 6 bytes (Ethernet), 8, or 20 (InfiniBand). */
const ADDRESS = /\b[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5,19}\b/gi;
/** src/udev/udev-builtin-net_id.c, names_mac: a prefix for the type of link, "x", and the address. */
const UDEV_NAME = /(?:en|ib|sl|wl|ww)x[0-9a-f]{12}/gi;
/** The serial number of a network adapter on USB is its address, as a rule. */
const SERIAL = /SERIAL_SHORT=[0-9a-f]{12}\b/gi;
/** An instance of a VMBus channel. On Azure it is the address, again and again, as long as there is room. */
const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
/** That of lo, and broadcast. */
const TELLS_NOTHING = /^(?:0+|f+)$/;
const BITS = /^[01]*\n?$/;
/**
 * What may stand between two digits: one character, or one as udev escapes it. Or nothing. Parts of a path, lines and
 * strings of JSON are apart from each other.
 */
const SEPARATOR = /\\x[0-9a-f]{2}|[^0-9a-z/"\n]/gi;
const SEPARATOR_OR_DIGIT = /(\\x[0-9a-f]{2}|[^0-9a-z/"\n])|[0-9a-f]/gi;
/** Digits enough for an address. */
const RUN = /[0-9a-f](?:(?:\\x[0-9a-f]{2}|[^0-9a-z/"\n])?[0-9a-f]){11,}/gi;
/** Fewer digits than these tell the manufacturer alone. */
const PART = 8;

function digitsOf(run: string): string {
  return run.replace(SEPARATOR, "").toLowerCase();
}

/** Digits with each address in them replaced, and a part of it that repeats it behind it, as in a GUID of VMBus. */
function replaced(digits: string, others: { readonly [digits: string]: string }, lengths: readonly number[]): string {
  let result = "";
  let address = "";
  while (result.length < digits.length) {
    const rest = digits.slice(result.length);
    const length = lengths.find((candidate) => others[rest.slice(0, candidate)] !== undefined);
    if (length !== undefined) address = rest.slice(0, length);
    const known = length ?? sharedStart(address, rest);
    if (length === undefined && known < PART) {
      address = "";
      result += rest.charAt(0);
    } else result += (others[address] ?? address).slice(0, known);
  }
  return result;
}

function sharedStart(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one.charAt(length) === other.charAt(length)) length++;
  return length;
}

/** Other digits in the places of a run's digits; those that are the same keep their case. */
function written(run: string, digits: string): string {
  let at = 0;
  return run.replace(SEPARATOR_OR_DIGIT, (character: string, separator: string | undefined) => {
    if (separator !== undefined) return separator;
    const digit = digits.charAt(at++);
    return digit === character.toLowerCase() ? character : digit;
  });
}
