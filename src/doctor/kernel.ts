// SPDX-License-Identifier: MIT
import type { FailoverKind } from "../failover/kind.ts";
import { KINDS } from "../failover/kinds.ts";
import { isBefore } from "../machine/kernel-release.ts";
import { type Check, type Finding, ok, type Subject } from "./check.ts";
import { commandLineFindings } from "./command-line.ts";

/** The kernel: what it can rename, and the words on its command line that decide names. */
export const kernel: Check = {
  name: "kernel",
  title: "Kernel",
  run: (subject) => {
    const kinds = subject.isImage ? KINDS : presentKinds(subject);
    const releases = releasesOf(subject);
    const findings = releases.flatMap(({ release, where }) => releaseFindings(release, where, kinds));
    return [...findings, ...commandLineFindings(subject)];
  },
};

/** The kinds of masters that a machine has; none for an image, which can run on any machine. */
export function presentKinds(subject: Subject): readonly FailoverKind[] {
  const { groups } = subject.observation();
  return KINDS.filter((kind) => groups.some(({ master }) => master.kind === kind));
}

interface Kernel {
  readonly release: string;
  readonly where: string;
}

/** The kernel that is running, or those that an image has modules for. */
function releasesOf({ machine: { kernel, files }, isImage }: Subject): Kernel[] {
  if (!isImage) return [{ release: kernel.release(), where: files.path("/proc/sys/kernel/osrelease") }];
  const directory = "/usr/lib/modules";
  const releases = files.readDirectory(directory) ?? files.readDirectory("/lib/modules") ?? [];
  return releases.map((release) => ({ release, where: files.path(`${directory}/${release}`) }));
}

/** include/uapi/linux/if_link.h, IFLA_PROP_LIST; commit 88f4fb0c7496. */
const ALTNAMES = [5, 5, 0] as const;

function releaseFindings(release: string, where: string, kinds: readonly FailoverKind[]): Finding[] {
  if (release === "") {
    const why = "Versions differ in what they do with a link that is up.";
    return [{ severity: "note", found: "the release of the kernel is not known", where, why }];
  }
  const findings: Finding[] = [];
  for (const { name, renamesUpSince, hazards } of kinds) {
    const since = renamesUpSince.slice(0, 2).join(".");
    if (isBefore(release, renamesUpSince)) {
      findings.push({
        severity: "note",
        found: `Linux ${release} does not rename a slave of ${name} that is up; Linux ${since} does`,
        where,
        why: "If the slave is up before udevd renames it, it keeps its name and gets the wanted one as an altname.",
        fix: `Bounce=yes in failover-ifname.conf, or Linux ${since} or later`,
      });
    }
    for (const { from, until, drivers } of hazards) {
      if (isBefore(release, from) || !isBefore(release, until)) continue;
      findings.push({
        severity: "note",
        found: `if a slave of ${name} with the driver ${drivers.join(", ")} is up, its rename can hang Linux ${release}`,
        where,
        why: "The program then does not rename the slave: it gets the wanted name as an altname.",
        fix: `Linux before ${from.slice(0, 2).join(".")}, or ${until.join(".")} and later`,
      });
    }
  }
  if (isBefore(release, ALTNAMES)) {
    const why = "A slave cannot be found by a second name.";
    findings.push({
      severity: "note",
      found: `Linux ${release} has no altnames; Linux 5.5 has`,
      where,
      why,
      fix: "AlternativeNames=no",
    });
  }
  if (findings.length > 0) return findings;
  return [
    ok(
      kinds.length === 0
        ? `it is Linux ${release}`
        : `Linux ${release} renames a slave of ${kinds.map(({ name }) => name).join(" and of ")} that is up`,
      where,
    ),
  ];
}
