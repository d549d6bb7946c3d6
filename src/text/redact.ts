// SPDX-License-Identifier: MIT
import { ipRedactor } from "./redact-ip.ts";

/** Replaces hardware and IP addresses in texts of one machine. */
export interface Redactor {
  /**
   * Notes the hardware addresses of a text: pairs of digits with colons or dashes, udev names (enx525400123456), serial
   * numbers, GUIDs.
   */
  see(text: string): void;
  /**
   * The text with the digits of each noted address replaced, in upper or lower case and with any separators. A new address
   * shows only which addresses were the same: 02:00:00:00:00:01, …:02, and so on (locally administered). IP addresses are
   * replaced too (redact-ip.ts).
   */
  redact(text: string): string;
  /** The same, but IP addresses stay. */
  redactHardware(text: string): string;
}

/** An address can occur in many forms and files. So `see` must get all texts before the first call of `redact`. */
export function redactor(): Redactor {
  const others: { [digits: string]: string } = {};
  const lengths: number[] = [];
  const redactIp = ipRedactor();
  let count = 0;
  const note = (digits: string): void => {
    if (TELLS_NOTHING.test(digits) || others[digits] !== undefined) return;
    others[digits] = `02${(++count).toString(16).padStart(digits.length - 2, "0")}`;
    if (lengths.includes(digits.length)) return;
    lengths.push(digits.length);
    // If two addresses match at one place, the longer one is meant.
    lengths.sort((one, other) => other - one);
  };
  return {
    see: (text) => {
      for (const found of text.match(ADDRESS) ?? []) {
        const digits = digitsOf(found);
        note(digits);
        // InfiniBand: the last 8 of 20 bytes are the GUID of the port, which also occurs alone.
        if (digits.length === 40) note(digits.slice(-16));
      }
      for (const found of text.match(UDEV_NAME) ?? []) note(found.slice(3).toLowerCase());
      for (const found of text.match(SERIAL) ?? []) note(found.slice(-12).toLowerCase());
      for (const found of text.match(GUID) ?? []) {
        const digits = digitsOf(found);
        if (digits.slice(12) === digits.slice(0, -12)) note(digits.slice(0, 12));
      }
    },
    redact: (text) => redactHardware(redactIp(text), others, lengths),
    redactHardware: (text) => redactHardware(text, others, lengths),
  };
}

/** A row of bits, such as the features of a virtio device, does not contain an address. */
function redactHardware(text: string, others: Others, lengths: readonly number[]): string {
  return BITS.test(text) ? text : text.replace(RUN, (run) => written(run, replaced(digitsOf(run), others, lengths)));
}

/** The digits of each noted address, and those that replace them. */
type Others = { readonly [digits: string]: string };

/** 6 bytes (Ethernet), 8, or 20 (InfiniBand). */
const ADDRESS = /\b[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5,19}\b/gi;
/** src/udev/udev-builtin-net_id.c, names_mac: a prefix for the type of link, "x", and the address. */
const UDEV_NAME = /(?:en|ib|sl|wl|ww)x[0-9a-f]{12}/gi;
/** The serial number of a USB network adapter is usually its address. */
const SERIAL = /SERIAL_SHORT=[0-9a-f]{12}\b/gi;
/** The GUID of a VMBus channel. On Azure it is the address, repeated until the GUID is full. */
const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
/** The address of lo, and broadcast. */
const TELLS_NOTHING = /^(?:0+|f+)$/;
const BITS = /^[01]*\n?$/;
/**
 * What may stand between two digits: one character, or one character as udev escapes it. `/`, `"` and a newline end an
 * address.
 */
const SEPARATOR = /\\x[0-9a-f]{2}|[^0-9a-z/"\n]/gi;
const SEPARATOR_OR_DIGIT = /(\\x[0-9a-f]{2}|[^0-9a-z/"\n])|[0-9a-f]/gi;
/** A run of digits that is long enough for an address. */
const RUN = /[0-9a-f](?:(?:\\x[0-9a-f]{2}|[^0-9a-z/"\n])?[0-9a-f]){11,}/gi;
/** Fewer digits than this show only the manufacturer. */
const PART = 8;

function digitsOf(run: string): string {
  return run.replace(SEPARATOR, "").toLowerCase();
}

/**
 * The digits with each address replaced. A following part that repeats the address is replaced too, as in a GUID of VMBus.
 */
function replaced(digits: string, others: Others, lengths: readonly number[]): string {
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

/** The run with its digits replaced by `digits`. A digit that does not change keeps its case. */
function written(run: string, digits: string): string {
  let at = 0;
  return run.replace(SEPARATOR_OR_DIGIT, (character: string, separator: string | undefined) => {
    if (separator !== undefined) return separator;
    const digit = digits.charAt(at++);
    return digit === character.toLowerCase() ? character : digit;
  });
}
