// SPDX-License-Identifier: MIT

import { ROLE_MARK } from "../../failover/marks.ts";
import { shellWord } from "../../text/shell.ts";
import { type Finding, ok, type Subject, typedPath, written } from "../check.ts";
import { isUdevBefore, type UdevVersion, udevVersion } from "../udev-version.ts";
import { unreadable } from "../unreadable.ts";
import { matchesSlave, type NetworkFile, networkFiles, stateOf } from "./network-files.ts";
import type { ManagedSlave } from "./slave.ts";
import { isThere, whereActive } from "./units.ts";
import { namesOf, reload, steps, WHY_ALONE } from "./words.ts";

const OUR_FILE = "09-failover-ifname.network";

/** systemd-networkd: its .network files, and the mark that it knows since 255. */
export function systemdNetworkd(subject: Subject, slaves: readonly ManagedSlave[]): Finding[] {
  const { files } = subject.machine;
  // The directory itself is systemd-tmpfiles'.
  const state = ["/run/systemd/netif/state", "/run/systemd/netif/links/"];
  const active = whereActive(files, { units: ["systemd-networkd.service"], state, keepsState: true });
  if (active === undefined) return [];
  const version = udevVersion(subject);
  const before255 = isUdevBefore(version, 255);
  const all = networkFiles(files);
  const taken: { [path: string]: ManagedSlave[] } = {};
  for (const slave of slaves) {
    if (before255 === false && isMarkedForOthers(slave)) continue;
    const file = all.find((one) => matchesSlave(one, slave));
    if (file === undefined || file.unmanaged) continue;
    taken[file.path] = [...(taken[file.path] ?? []), slave];
  }
  const findings = all.flatMap((file) => {
    const its = taken[file.path];
    return [
      ...unreadable(files, file.parts),
      ...(its === undefined ? [] : [finding(subject, all, file, its, version)]),
    ];
  });
  return findings.length > 0 ? findings : [harmless(subject, all, version, active)];
}

/** src/network/networkd-link.c, link_initialized_and_synced and its successors: any other value means "not mine". */
function isMarkedForOthers(slave: ManagedSlave): boolean {
  const manager = slave.property("ID_NET_MANAGED_BY");
  return manager !== undefined && manager !== "io.systemd.Network";
}

function finding(
  subject: Subject,
  all: readonly NetworkFile[],
  file: NetworkFile,
  slaves: readonly ManagedSlave[],
  version: UdevVersion | undefined,
): Finding {
  const { files } = subject.machine;
  const isTaken = slaves.some(({ ifindex }) => ["configured", "configuring"].includes(adminState(subject, ifindex)));
  const { because, lines } = reason(subject, all, file, slaves, version);
  return {
    severity: isTaken ? "error" : "warning",
    found: `systemd-networkd ${isTaken ? "has configured" : "configures"} ${namesOf(slaves)}: ${because}`,
    where: files.path(file.path),
    why: WHY_ALONE,
    fix: steps(...lines, ...reload(subject, "networkctl reload")),
  };
}

function adminState({ machine: { files } }: Subject, ifindex: number | undefined): string {
  return (ifindex && stateOf(files, `/run/systemd/netif/links/${ifindex}`, "ADMIN_STATE")) || "";
}

/** Why the file that keeps systemd-networkd away does not, and what to do about it. */
function reason(
  subject: Subject,
  all: readonly NetworkFile[],
  file: NetworkFile,
  slaves: readonly ManagedSlave[],
  version: UdevVersion | undefined,
): { readonly because: string; readonly lines: readonly string[] } {
  const ours = all.find(({ name }) => name === OUR_FILE);
  const path = (one: string) => typedPath(subject, one);
  if (slaves.some((slave) => slave.property(ROLE_MARK) === undefined)) {
    const because = "udev's database does not have the marks of the rule";
    if (subject.isImage) return { because, lines: ["install failover-ifname: its udev rule sets the marks"] };
    const links = slaves.map(({ name }) => shellWord(`/sys/class/net/${name}`)).join(" ");
    return { because, lines: [`udevadm trigger --settle --action=change ${links}`] };
  }
  const isOld = version === undefined ? "its version is not known" : `version ${version.text} does not know the mark`;
  if (ours === undefined) {
    const because = `${isOld} ID_NET_MANAGED_BY, and ${OUR_FILE} is not there`;
    const place = path(`/etc/systemd/network/${OUR_FILE}`);
    const lines = written(place, "[Match]", `Property=${ROLE_MARK}=?*`, "[Link]", "Unmanaged=yes");
    return { because, lines };
  }
  if (ours.isMasked)
    return { because: `${ours.path} masks ${OUR_FILE}`, lines: [`rm ${typedPath(subject, ours.path, false)}`] };
  if (file.name < OUR_FILE) {
    const because = `${file.name} comes before ${OUR_FILE}, and the first file that matches counts`;
    const dropIns = `${file.path}.d`;
    const later = laterPath(all, file);
    // A file elsewhere is a package's, or is written again at each boot.
    const lines = file.path.startsWith("/etc/")
      ? [
          `mv -n ${path(file.path)} ${path(later)}`,
          ...(isThere(subject.machine.files, dropIns) ? [`mv -n ${path(dropIns)} ${path(`${later}.d`)}`] : []),
        ]
      : written(
          path(`/etc/systemd/network/${file.name}.d/failover-ifname.conf`),
          "[Match]",
          `Property=!${ROLE_MARK}=?*`,
        );
    return { because, lines };
  }
  const because = `${ours.path} is not the file of failover-ifname, and does not match`;
  return { because, lines: [`rm ${typedPath(subject, ours.path, false)}`] };
}

/** The path of a file under a name that comes after OUR_FILE, and that no file has. */
function laterPath(all: readonly NetworkFile[], { name, path }: NetworkFile): string {
  const rest = name.replace(/^[0-9]+-?/, "");
  let number = 10;
  while (all.some((one) => one.name === `${number}-${rest}`)) number++;
  return path.replace(/[^/]*$/, `${number}-${rest}`);
}

function harmless(
  { isCaptured, machine: { files } }: Subject,
  all: readonly NetworkFile[],
  version: UdevVersion | undefined,
  active: string,
): Finding {
  const leavesAlone = "systemd-networkd leaves slaves alone";
  if (isUdevBefore(version, 255) === false) {
    return ok(`${leavesAlone}: version ${version?.text ?? ""} knows the mark ID_NET_MANAGED_BY`, files.path(active));
  }
  const ours = all.find(({ name, isMasked }) => name === OUR_FILE && !isMasked);
  if (ours !== undefined)
    return ok(`${leavesAlone}: ${OUR_FILE} is the first file that matches them`, files.path(ours.path));
  if (isCaptured && all.length === 0) return ok("the captured root has no .network file", files.path(active));
  return ok(`${leavesAlone}: no .network file matches them`, files.path(active));
}
