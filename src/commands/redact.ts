/** Takes hardware addresses out of texts, all of one machine. */
export interface Redactor {
  /** Notes the hardware addresses of a text: pairs of digits with colons or dashes, and names of udev (enx525400123456). */
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
/** That of lo, and broadcast. */
const TELLS_NOTHING = /^(?:0+|f+)$/;
const BITS = /^[01]*\n?$/;
/** What may stand between two digits: one character, or one as udev escapes it. Or nothing. */
const SEPARATOR = /\\x[0-9a-f]{2}|[^0-9a-z]/gi;
const SEPARATOR_OR_DIGIT = /(\\x[0-9a-f]{2}|[^0-9a-z])|[0-9a-f]/gi;
/** Digits enough for an address. */
const RUN = /[0-9a-f](?:(?:\\x[0-9a-f]{2}|[^0-9a-z])?[0-9a-f]){11,}/gi;
/** Fewer digits than these tell the manufacturer alone. */
const PART = 8;

function digitsOf(run: string): string {
  return run.replace(SEPARATOR, "").toLowerCase();
}

/** Digits with each address in them replaced, and a part of it that repeats it to the end, as in a GUID of VMBus. */
function replaced(digits: string, others: { readonly [digits: string]: string }, lengths: readonly number[]): string {
  let result = "";
  while (result.length < digits.length) {
    const at = result.length;
    const length = lengths.find((candidate) => others[digits.slice(at, at + candidate)] !== undefined);
    if (length === undefined) {
      result += digits.charAt(at);
      continue;
    }
    const address = digits.slice(at, at + length);
    const other = others[address] ?? address;
    result += other;
    const rest = digits.slice(result.length);
    if (rest.length >= PART && address.startsWith(rest)) result += other.slice(0, rest.length);
  }
  return result;
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
