// SPDX-License-Identifier: MIT
import { exists } from "../host/files.ts";
import { type Check, type Finding, ok, type Subject } from "./check.ts";
import { type UdevVersion, udevVersion } from "./udev-version.ts";

/** udevd: does it run, and what does its version do with a link that is up? */
export const udev: Check = {
  name: "udev",
  title: "udev",
  isRecorded: true,
  run: (subject) => {
    const version = udevVersion(subject);
    return [...notRunning(subject), version === undefined ? unknown(subject) : versionFinding(version)];
  },
};

/** udevd's socket for `udevadm control` (src/udev/udev-ctrl.c). */
const CONTROL = "/run/udev/control";

/** Signs of a container (src/basic/virt.c of systemd, detect_container_files and detect_container). */
const CONTAINER = ["/run/systemd/container", "/run/host/container-manager", "/run/.containerenv", "/.dockerenv"];

function notRunning({ isLive, machine: { files }, observation }: Subject): Finding[] {
  if (!isLive || exists(files, CONTROL)) return [];
  const found = { found: "udevd does not run", where: CONTROL };
  if (CONTAINER.some((path) => exists(files, path)))
    return [{ severity: "note", ...found, why: "In a container, the host names the links." }];
  const why = "Without udevd, no rule runs, and slaves keep the names of the kernel.";
  const severity = observation().groups.length === 0 ? "note" : "warning";
  return [{ severity, ...found, why, fix: "systemctl start systemd-udevd.service" }];
}

function unknown({ machine: { files } }: Subject): Finding {
  const why = "Versions differ in what they do with a link that is up.";
  return { severity: "note", found: "the version of udev is not known", where: files.path("/usr/lib/systemd"), why };
}

/**
 * What udevd does if a rule sets NAME and the link is up (src/udev/udev-event.c, rename_netif, of v247, v249.5, v249.6, v251.12,
 * v252.5, v252.6 and v253).
 */
function versionFinding(version: UdevVersion): Finding {
  const { text, where } = version;
  if (isBefore(version, 249, 6)) {
    const found = `udev ${text} ends the event if it cannot rename a link that is up`;
    const why =
      "No program of RUN runs then: the names come at the next event of the master, or from failover-ifname.service.";
    return { severity: "note", found, where, why, fix: "systemctl enable failover-ifname.service" };
  }
  const refuses = isBefore(version, 251, 12) || (version.major === 252 && isBefore(version, 252, 6));
  if (!refuses) return ok(`udev ${text} tries to rename a link that is up, and goes on if the kernel refuses`, where);
  const found = `udev ${text} does not try to rename a link that is up`;
  const why = "This program then renames the slave in RUN, some milliseconds later. Nothing has to be done.";
  return { severity: "note", found, where, why };
}

function isBefore({ major, minor = 0 }: UdevVersion, wantedMajor: number, wantedMinor: number): boolean {
  return major !== wantedMajor ? major < wantedMajor : minor < wantedMinor;
}
