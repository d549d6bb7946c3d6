import type { Link } from "../links/link.ts";

/**
 * A function that replaces each hardware address of these links, wherever it stands and with or without colons, by one
 * that tells nothing but which addresses are the same: 02:00:00:00:00:01, …:02, and so on (locally administered).
 */
export function redactor(links: readonly Link[]): (text: string) => string {
  const replacements: [string, string][] = [];
  const seen: { [address: string]: true } = {};
  for (const address of links.flatMap((link) => [link.address, link.permanentAddress])) {
    if (seen[address] || !tells(address)) continue;
    seen[address] = true;
    const number = (replacements.length / 2 + 1).toString(16).padStart(4, "0");
    const octets = ["02", "00", "00", "00", number.slice(0, 2), number.slice(2)];
    replacements.push([address, octets.join(":")], [address.split(":").join(""), octets.join("")]);
  }
  return (text) => replacements.reduce((result, [address, other]) => result.split(address).join(other), text);
}

/** Neither empty nor all zeros, as that of lo. */
function tells(address: string): boolean {
  return address.split(":").some((octet) => octet !== "" && octet !== "00");
}
