// SPDX-License-Identifier: MIT
import { isSwitchedOff } from "../machine/switched-off.ts";
import { type Addresses, addressesOf } from "./addresses.ts";
import type { Finding, Subject } from "./check.ts";
import { readText } from "./precedence.ts";

/**
 * What is to be said of words on the kernel's command line: of the running kernel, or of those that the boot loader of an
 * image has. A word that is in several places is one finding.
 */
export function commandLineFindings(subject: Subject): Finding[] {
  const { files } = subject.machine;
  const addresses = addressesOf(subject);
  const merged: Map<string, Finding> = new Map();
  for (const path of subject.isImage ? bootFiles(subject) : ["/proc/cmdline"]) {
    for (const [index, line] of readText(files, path).split("\n").entries()) {
      if (line.trimStart().startsWith("#")) continue;
      const words = line.split(/[\s"']+/);
      const here = `${files.path(path)}:${index + 1}`;
      for (const finding of findingsFor(subject, addresses, words)) {
        const before = merged.get(finding.found);
        merged.set(finding.found, { ...finding, where: before === undefined ? here : `${before.where}, ${here}` });
      }
    }
  }
  return [...merged.values()];
}

/** Where an image has the command line of its next boot. */
const BOOT_FILES = [
  "/etc/default/grub",
  "/etc/kernel/cmdline",
  "/boot/grub/grub.cfg",
  "/boot/grub2/grub.cfg",
  "/boot/cmdline.txt",
];

/** Those that have such files, one for each entry or part. */
const BOOT_FOLDERS = ["/etc/default/grub.d", "/boot/loader/entries", "/efi/loader/entries", "/boot/efi/loader/entries"];

function bootFiles({ machine: { files } }: Subject): string[] {
  const parts = BOOT_FOLDERS.flatMap((folder) =>
    (files.readDirectory(folder) ?? []).map((name) => `${folder}/${name}`),
  );
  return [...BOOT_FILES, ...parts.filter((path) => /\.(?:cfg|conf)$/.test(path))];
}

/** Words that decide the names of masters: systemd.net-naming-scheme(7), biosdevname(1). */
const WORDS: readonly (readonly [word: string, why: string])[] = [
  [
    "net.ifnames=0",
    "udevd renames no master: it is called eth0 or similar, in the order in which the drivers find the NICs, and so are its slaves.",
  ],
  [
    "biosdevname=1",
    "biosdevname names NICs before this program's rule, and a NAME of an earlier rule stands, for slaves too.",
  ],
];

type Said = Omit<Finding, "where">;

function findingsFor(subject: Subject, addresses: Addresses, words: readonly string[]): Said[] {
  const findings = WORDS.filter(([word]) => words.includes(word)).map(
    ([word, why]): Said => ({
      severity: "note",
      found: `${word} is on the kernel's command line`,
      why,
      fix: wayOut(word),
    }),
  );
  // The check of the configuration looks at the command line of a machine that runs.
  if (subject.isImage && isSwitchedOff(words.join(" "))) {
    const word = "failover_ifname=0";
    findings.push({
      severity: "warning",
      found: `${word} is set`,
      why: "The udev rule does nothing.",
      fix: wayOut(word),
    });
  }
  return [...findings, ...words.flatMap((word) => ifname(addresses, word))];
}

/**
 * dracut makes a rule 80-ifname.rules of "ifname=NAME:MAC" (modules.d/*net-lib, ifname-genrules; dracut.cmdline(7)). It comes
 * after this program's rule.
 */
function ifname(addresses: Addresses, word: string): Said[] {
  const [, mac = ""] = /^ifname=[^:]+:((?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2})$/.exec(word) ?? [];
  const links = mac === "" ? [] : addresses.linksWith(mac.toLowerCase());
  if (links.length === 0) return [];
  const kind = links[0]?.kind ?? "";
  return [
    {
      severity: "warning",
      found: `${word} is on the kernel's command line, and is for ${links.map(({ name }) => name).join(", ")}`,
      why: "A master and its slaves have the same address. dracut's rule gives the name to any one of them.",
      fix: `${wayOut(word)}\nname the master by a .link file with Driver=${kind}, see systemd.link(5)`,
    },
  ];
}

/** grub.cfg and the entries of the boot loader are made from its configuration. */
function wayOut(word: string): string {
  return `remove ${word} from the configuration of the boot loader, and make its files again`;
}
