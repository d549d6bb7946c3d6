// SPDX-License-Identifier: MIT
import type { Files } from "../host/files.ts";
import { type Addresses, addressesOf } from "./addresses.ts";
import { type Check, type Finding, ok, type Subject, typedPath, written } from "./check.ts";
import { type PlacedFile, placedFiles } from "./precedence.ts";
import { parseSections, type Setting } from "./sections.ts";
import { unreadable } from "./unreadable.ts";

/** Files of systemd.link(5) that match a master and its slaves alike. */
export const linkFiles: Check = {
  name: "link-files",
  title: ".link files",
  run: (subject) => {
    const { files } = subject.machine;
    const addresses = addressesOf(subject);
    const findings = placedFiles(files, "systemd/network", ".link").flatMap((file) => {
      const parts = file.isMasked ? [file] : partsOf(files, file);
      return [...unreadable(files, parts), ...findingsOf(subject, addresses, parts)];
    });
    const where = files.path("/etc/systemd/network");
    return findings.length > 0 ? findings : [ok("no .link file names a master and its slaves alike", where)];
  },
};

/** A file and its drop-ins. */
function partsOf(files: Files, file: PlacedFile): PlacedFile[] {
  return [file, ...placedFiles(files, `systemd/network/${file.name}.d`, ".conf")];
}

function findingsOf(subject: Subject, { linksWith }: Addresses, parts: readonly PlacedFile[]): Finding[] {
  const { files } = subject.machine;
  const settings = parts.flatMap(({ path, text }) => parseSections(text).map((setting) => ({ ...setting, path })));
  const name = settings.filter(({ section, key }) => section === "Link" && key === "Name").at(-1);
  // systemd.link(5): both compare addresses, and a slave has the address of its master.
  const addresses = [...matched(settings, "MACAddress"), ...matched(settings, "PermanentMACAddress")];
  // ETHTOOL_GDRVINFO gives another driver for a slave of net_failover, and a VF of Hyper-V has its own (Driver= of systemd.link(5)).
  if (name === undefined || addresses.length === 0 || matched(settings, "Driver").length > 0) return [];
  const links = addresses.flatMap((address) => linksWith(address.toLowerCase().replace(/-/g, ":")));
  if (links.length < 2 && !subject.isImage) return [];
  const whom = subject.isImage
    ? `links with the address ${addresses.join(", ")}`
    : links.map((link) => link.name).join(", ");
  const finding = {
    severity: "note",
    found: `Name=${name.value} is for ${whom}`,
    where: `${files.path(name.path)}:${name.line}`,
    why: "A slave has the same address as its master. The rule of this program comes first, so the slaves keep their names as long as it is in force.",
  } as const;
  return [links[0] === undefined ? finding : { ...finding, fix: wayOut(subject, parts[0]?.path ?? "", links[0].kind) }];
}

/** The words of a key of [Match]. An empty value removes those before it. */
function matched(settings: readonly Setting[], wanted: string): string[] {
  const values = settings.filter(({ section, key }) => section === "Match" && key === wanted).map(({ value }) => value);
  return values.slice(values.lastIndexOf("") + 1).flatMap((value) => value.split(/\s+/));
}

/** The file is then for the master only. A file elsewhere is a package's, or netplan writes it again at each boot. */
function wayOut(subject: Subject, path: string, driver: string): string {
  if (path.startsWith("/etc/")) return `add to [Match] of ${typedPath(subject, path)}: Driver=${driver}`;
  const dropIn = `/etc/systemd/network/${path.slice(path.lastIndexOf("/") + 1)}.d/failover-ifname.conf`;
  return written(typedPath(subject, dropIn), "[Match]", `Driver=${driver}`).join("\n");
}
