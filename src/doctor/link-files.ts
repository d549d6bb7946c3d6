// SPDX-License-Identifier: MIT
import { type AddressedLink, addressesOf } from "./addresses.ts";
import { type Check, type Finding, ok, type Subject } from "./check.ts";
import { type PlacedFile, placedFiles } from "./precedence.ts";
import { parseSections, type Setting } from "./sections.ts";
import { unreadable } from "./unreadable.ts";

/** Files of systemd.link(5) that match a master and its slaves alike. */
export const linkFiles: Check = {
  name: "link-files",
  title: ".link files",
  run: (subject) => {
    const { files } = subject.machine;
    const placed = placedFiles(files, "systemd/network", ".link");
    const findings = [...unreadable(files, placed), ...placed.flatMap((file) => findingsOf(subject, file))];
    const where = files.path("/etc/systemd/network");
    return findings.length > 0 ? findings : [ok("no .link file names links by their address", where)];
  },
};

/** systemd.link(5): both compare addresses, and a slave has the address of its master. */
const ADDRESS_KEYS = ["MACAddress", "PermanentMACAddress"];

function findingsOf(subject: Subject, { path, text }: PlacedFile): Finding[] {
  const settings = parseSections(text);
  const file = subject.machine.files.path(path);
  const addresses = settings.filter(({ section, key }) => section === "Match" && ADDRESS_KEYS.includes(key));
  const name = settings.find(({ section, key }) => section === "Link" && key === "Name");
  // ETHTOOL_GDRVINFO gives another driver for a slave of net_failover, and a VF of Hyper-V has its own (Driver= of systemd.link(5)).
  const hasDriver = settings.some(({ section, key }) => section === "Match" && key === "Driver");
  if (name === undefined || addresses.length === 0 || hasDriver) return [];
  const links = linksOf(subject, addresses);
  if (links.length < 2) return [];
  return [
    {
      severity: "note",
      found: `Name=${name.value} is for ${links.map((link) => link.name).join(", ")}`,
      where: `${file}:${name.line}`,
      why: "A slave has the same address as its master. The rule of this program comes first, so the slaves keep their names as long as it is in force.",
      fix: `add to [Match] of ${file}, so that it is for the master only: Driver=${links[0]?.kind}`,
    },
  ];
}

function linksOf(subject: Subject, settings: readonly Setting[]): AddressedLink[] {
  const { linksWith } = addressesOf(subject);
  return settings.flatMap(({ value }) => value.split(/\s+/)).flatMap((address) => linksWith(address.toLowerCase()));
}
