/**
 * A function that replaces each hardware address in a text, with colons or as udev has it in names (enx525400123456), by
 * one that tells nothing but which addresses are the same: 02:00:00:00:00:01, …:02, and so on (locally administered).
 */
export function redactor(): (text: string) => string {
  const others: { [address: string]: string } = {};
  let count = 0;
  const other = (digits: string): string => {
    if (others[digits] === undefined) others[digits] = `02${(++count).toString(16).padStart(digits.length - 2, "0")}`;
    return others[digits];
  };
  return (text) =>
    text
      .replace(/\b(?:[0-9a-f]{2}:){5,}[0-9a-f]{2}\b/gi, (address) => {
        const digits = address.split(":").join("").toLowerCase();
        return TELLS_NOTHING.test(digits) ? address : (other(digits).match(/../g) ?? []).join(":");
      })
      .replace(/enx([0-9a-f]{12})/g, (_, digits: string) => `enx${other(digits)}`);
}

/** That of lo, and broadcast. */
const TELLS_NOTHING = /^(?:0+|f+)$/;
