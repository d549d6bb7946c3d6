// SPDX-License-Identifier: MIT
import { type Addresses, addressesOf } from "./addresses.ts";
import { type Check, type Finding, ok, type Subject } from "./check.ts";
import { remakeCommands } from "./initramfs/remake.ts";
import { knownSlaves } from "./known-slaves.ts";
import { ownFile, type PlacedFile, placedFiles } from "./precedence.ts";
import { isOurs, RULE } from "./rule.ts";
import { parseRules, type RuleLine } from "./rule-lines.ts";
import { isBehindDrivers, linesForSlaves } from "./rule-reach.ts";
import { unreadable } from "./unreadable.ts";

/** Other udev rules that set NAME for links. Of the rules before ours, the last NAME stands; a rule after ours overrides it. */
export const otherRules: Check = {
  name: "other-rules",
  title: "Other rules that name links",
  run: (subject) => {
    const { files } = subject.machine;
    const addresses = addressesOf(subject);
    const slaves = knownSlaves(subject);
    const others = placedFiles(files, "udev/rules.d", ".rules").filter(
      (file) => !isOurs(file) && file.name !== NET_SETUP_LINK,
    );
    const findings = [
      ...unreadable(files, others),
      ...others.flatMap((file) =>
        linesForSlaves(parseRules(file.text), slaves, isAfter(file))
          .filter(setsName)
          .flatMap((line) => findingOf(subject, addresses, file, line)),
      ),
    ];
    return findings.length > 0 ? findings : [ok("no other rule sets NAME for a link", files.path("/etc/udev/rules.d"))];
  },
};

/** systemd's own rule, which names each link that has no NAME yet. */
const NET_SETUP_LINK = "80-net-setup-link.rules";

/**
 * Does a line set a NAME for links? No link has a name with "/": 55-dm.rules sets such a NAME. udevd ignores a line that sets
 * the NAME to nothing or to "%k" (src/udev/udev-rules.c, parse_token).
 */
function setsName({ terms }: RuleLine): boolean {
  const name = nameSetBy(terms);
  return name !== undefined && name !== "" && name !== "%k" && !name.includes("/");
}

/** To udevd, NAME+= is NAME=. */
function nameSetBy(terms: RuleLine["terms"]): string | undefined {
  return terms.find(({ key, operator }) => key === "NAME" && ["=", ":=", "+="].includes(operator))?.value;
}

/** Does it come after the rule of this program? */
function isAfter({ name }: PlacedFile): boolean {
  return name > RULE;
}

function findingOf(subject: Subject, addresses: Addresses, file: PlacedFile, line: RuleLine): Finding[] {
  const { terms, number } = line;
  const where = `${subject.machine.files.path(file.path)}:${number}`;
  const sets = `it sets NAME="${nameSetBy(terms)}" for`;
  const address = terms.find(({ key, operator }) => key === "ATTR{address}" && operator === "==")?.value;
  if (address === undefined) {
    const found = `${sets} links that it matches, perhaps for a slave`;
    if (!isAfter(file)) {
      return [{ severity: "note", found, where, why: "A NAME that an earlier rule sets stands: the slave keeps it." }];
    }
    const why = "A rule that comes later overrides the NAME of this program's rule.";
    return [{ severity: "warning", found, where, why, fix: wayOut(subject, file, line, LEAVE_SLAVES_OUT) }];
  }
  const addressed = addresses.linksWith(address);
  const links = addressed.filter(({ driver, lacksPrimary }) => lacksPrimary || isBehindDrivers(driver, line));
  const names = links.map(({ name }) => name).join(", ");
  if (links.length === 0 && !subject.isImage) {
    const which = addressed.length > 0 ? "which no failover link with this driver has" : "which no failover link has";
    return [ok(`${sets} ${address}, ${which}`, where)];
  }
  const [first] = links;
  if (links.length === 1 && first?.isSlave === false && !first.lacksPrimary) {
    return [ok(`${sets} ${names}, which is no slave`, where)];
  }
  const why =
    "A slave has the same address as its master. Only one link can have a name, so the others keep what they have.";
  const whom = names !== "" ? names : `links with the address ${address}`;
  const fix = wayOut(subject, file, line, COMMENT_OUT);
  return [{ severity: links.length > 0 ? "error" : "note", found: `${sets} ${whom}`, where, why, fix }];
}

/** What the way out puts before a rule: in each of its lines, or in the first one. */
type Prefix = { readonly text: string; readonly isForEachLine: boolean };
const COMMENT_OUT: Prefix = { text: "# ", isForEachLine: true };
/** The rule then stays in force for other links. */
const LEAVE_SLAVES_OUT: Prefix = { text: 'ENV{FAILOVER_IFNAME_ROLE}=="", ', isForEachLine: false };

/** netplan writes its rules again at each boot. The hooks of initramfs-tools and dracut copy persistent-net rules. */
function wayOut(subject: Subject, { name, path }: PlacedFile, { number, last }: RuleLine, prefix: Prefix): string {
  if (name.includes("netplan")) return "remove set-name: from the files in /etc/netplan, then run netplan generate";
  const lines = number === last || !prefix.isForEachLine ? `${number}` : `${number},${last}`;
  const own = ownFile(subject, path);
  return [...own.copy, `sed -i '${lines}s/^/${prefix.text}/' ${own.path}`, ...remakeCommands(subject)].join("\n");
}
