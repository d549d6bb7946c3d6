// SPDX-License-Identifier: MIT
/**
 * Replaces IP addresses in texts of one machine, each always by the same one: 198.18.0.1, …2 (RFC 2544, for tests) and
 * 2001:db8::1, …2 (RFC 3849, for documentation) or, if it is link-local, fe80::1, …2. The forms are those of people, of
 * /proc/net/route and of /proc/net/if_inet6. Masks, and addresses that every machine has, stay.
 */
export function ipRedactor(): (text: string) => string {
  const others: { [address: string]: string } = {};
  let count = 0;
  /** As many hexadecimal digits as the address has. */
  const replace = (digits: string): string => {
    if (tellsNothing(digits)) return digits;
    const known = others[digits];
    if (known !== undefined) return known;
    const start = digits.length === 8 ? "c612" : digits.startsWith("fe80") ? "fe80" : "20010db8";
    const other = start + (++count).toString(16).padStart(digits.length - start.length, "0");
    others[digits] = other;
    return other;
  };
  const replaceForm = (text: string, form: RegExp, read: (found: string) => string | undefined, write: Write): string =>
    text.replace(form, (found) => {
      const digits = read(found);
      const other = digits === undefined ? undefined : replace(digits);
      return other === undefined || other === digits ? found : write(other);
    });
  return (text) => {
    const routes = replaceForm(text, ROUTE, reversed, (digits) => reversed(digits).toUpperCase());
    const addresses = replaceForm(
      routes,
      IF_INET6,
      (found) => found,
      (digits) => digits,
    );
    const sixes = replaceForm(addresses, IPV6, readIpv6, writeIpv6);
    return replaceForm(sixes, IPV4, readIpv4, writeIpv4);
  };
}

type Write = (digits: string) => string;

/** /proc/net/route has addresses as words of a machine with the low byte first (net/ipv4/fib_trie.c, fib_route_seq_show). */
const ROUTE = /(?<=\t)[0-9A-F]{8}(?=\t)/g;
/** /proc/net/if_inet6 (net/ipv6/addrconf.c, if6_seq_show). */
const IF_INET6 = /^[0-9a-f]{32}(?= )/gm;
const IPV4 = /(?<![0-9a-z.])(?:\d{1,3}\.){3}\d{1,3}(?![0-9a-z]|\.\d)/gi;
const IPV6 = /(?<![0-9a-z:.])(?:[0-9a-f]{0,4}:){2,8}[0-9a-f]{0,4}(?![0-9a-z:]|\.\d)/gi;

/** Loopback, unspecified, masks and broadcast of IPv4, and multicast that every machine joins. */
function tellsNothing(digits: string): boolean {
  if (digits.length === 32) return /^(?:0{31}[01]|ff0[0-9a-f]0{20}000[01][0-9a-f]{4})$/.test(digits);
  return digits.startsWith("7f") || /^1*0*$/.test(Number.parseInt(digits, 16).toString(2).padStart(32, "0"));
}

function reversed(digits: string): string {
  return (digits.toLowerCase().match(/../g) ?? []).reverse().join("");
}

function readIpv4(text: string): string | undefined {
  const bytes = text.split(".").map(Number);
  return bytes.some((byte) => byte > 255) ? undefined : bytes.map((byte) => hex(byte, 2)).join("");
}

function writeIpv4(digits: string): string {
  return (digits.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).join(".");
}

function readIpv6(text: string): string | undefined {
  const [before = "", after, ...more] = text.split("::");
  const left = groupsOf(before);
  const right = groupsOf(after ?? "");
  const missing = 8 - left.length - right.length;
  if (more.length > 0 || left.includes("") || right.includes("")) return undefined;
  if (after === undefined ? missing !== 0 : missing < 1) return undefined;
  // 8 bytes with colons are a hardware address.
  if (after === undefined && left.every((group) => group.length === 2)) return undefined;
  return [...left, ...Array<string>(missing).fill("0"), ...right].map((group) => group.padStart(4, "0")).join("");
}

function groupsOf(text: string): string[] {
  return text === "" ? [] : text.toLowerCase().split(":");
}

/** The invented addresses have zeros between their first and their last groups. */
function writeIpv6(digits: string): string {
  const groups = (digits.match(/.{4}/g) ?? []).map((group) => group.replace(/^0{1,3}/, ""));
  return groups.join(":").replace(/(?::0)+:/, "::");
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}
