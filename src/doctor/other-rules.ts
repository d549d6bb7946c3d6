// SPDX-License-Identifier: MIT
import { type Addresses, addressesOf } from "./addresses.ts";
import { type Check, type Finding, ok, type Subject } from "./check.ts";
import { remakeCommands } from "./initramfs/remake.ts";
import { ownFile, type PlacedFile, placedFiles } from "./precedence.ts";
import { isOurs, RULE } from "./rule.ts";
import { parseRules, type RuleLine } from "./rule-lines.ts";
import { linesForSlaves } from "./rule-reach.ts";
import { unreadable } from "./unreadable.ts";

/** Other udev rules that set NAME for links. Of the rules before ours, the last NAME stands; a rule after ours overrides it. */
export const otherRules: Check = {
  name: "other-rules",
  title: "Other rules that name links",
  run: (subject) => {
    const { files } = subject.machine;
    const addresses = addressesOf(subject);
    const slaves = subject.observation().groups.flatMap((group) => group.slaves.map(({ link }) => link.name));
    const others = placedFiles(files, "udev/rules.d", ".rules").filter(
      (file) => !isOurs(file) && file.name !== NET_SETUP_LINK,
    );
    const findings = [
      ...unreadable(files, others),
      ...others.flatMap((file) =>
        linesForSlaves(parseRules(file.text), slaves)
          .filter(setsName)
          .flatMap((line) => findingOf(subject, addresses, file, line)),
      ),
    ];
    return findings.length > 0 ? findings : [ok("no other rule sets NAME for a link", files.path("/etc/udev/rules.d"))];
  },
};

/** systemd's own rule, which names each link that has no NAME yet. */
const NET_SETUP_LINK = "80-net-setup-link.rules";

/** Does a line set a NAME for links? No link has a name with "/": 55-dm.rules sets such a NAME. */
function setsName({ terms }: RuleLine): boolean {
  const name = nameSetBy(terms);
  return name !== undefined && name !== "" && !name.includes("/");
}

function nameSetBy(terms: RuleLine["terms"]): string | undefined {
  return terms.find(({ key, operator }) => key === "NAME" && (operator === "=" || operator === ":="))?.value;
}

function findingOf(
  subject: Subject,
  addresses: Addresses,
  file: PlacedFile,
  { terms, number, last }: RuleLine,
): Finding[] {
  const isBefore = file.name < RULE;
  const isCareful = terms.some(({ key, operator, value }) => key === "NAME" && operator === "==" && value === "");
  if (!isBefore && isCareful) return [];
  const path = subject.machine.files.path(file.path);
  const rest = { where: `${path}:${number}`, fix: wayOut(subject, file, number, last) };
  const sets = `it sets NAME="${nameSetBy(terms)}" for`;
  const address = terms.find(({ key, operator }) => key === "ATTR{address}" && operator === "==")?.value;
  if (address === undefined) {
    const found = `${sets} links that it matches, perhaps for a slave`;
    if (isBefore)
      return [
        { severity: "note", found, ...rest, why: "A NAME that an earlier rule sets stands: the slave keeps it." },
      ];
    return [
      {
        severity: "warning",
        found,
        ...rest,
        why: "A rule that comes later overrides the NAME of this program's rule.",
      },
    ];
  }
  const links = addresses.linksWith(address);
  if (links.length === 0 && !subject.isImage) return [ok(`${sets} ${address}, which no failover link has`, rest.where)];
  const why =
    "A slave has the same address as its master. Only one link can have a name, so the others keep what they have.";
  const whom = links.length > 0 ? links.map(({ name }) => name).join(", ") : `links with the address ${address}`;
  return [{ severity: links.length > 0 ? "error" : "note", found: `${sets} ${whom}`, ...rest, why }];
}

/** netplan writes its rules again at each boot. The hooks of initramfs-tools and dracut copy persistent-net rules. */
function wayOut(subject: Subject, { name, path }: PlacedFile, first: number, last: number): string {
  if (name.includes("netplan")) return "remove set-name: from the files in /etc/netplan, then run netplan generate";
  const lines = first === last ? `${first}` : `${first},${last}`;
  const own = ownFile(subject, path);
  return [...own.copy, `sed -i '${lines}s/^/# /' ${own.path}`, ...remakeCommands(subject)].join("\n");
}
