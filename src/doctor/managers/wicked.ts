// SPDX-License-Identifier: MIT

import { readNames } from "../../host/files.ts";
import { shellWord } from "../../text/shell.ts";
import { type Finding, ok, type Subject, typedPath } from "../check.ts";
import { readText } from "../precedence.ts";
import { type ManagedSlave, slaveNamed } from "./slave.ts";
import { whereActive } from "./units.ts";
import { namesOf, steps, WHY_ALONE } from "./words.ts";

const DIRECTORY = "/etc/sysconfig/network";

/** wicked: it configures the links that have a file ifcfg-NAME (ifcfg(5)). */
export function wicked(subject: Subject, slaves: readonly ManagedSlave[]): Finding[] {
  const { files } = subject.machine;
  const active = whereActive(files, {
    units: ["wicked.service", "wickedd.service"],
    state: ["/run/wicked"],
    keepsState: true,
  });
  if (active === undefined) return [];
  const findings = (readNames(files, DIRECTORY) ?? []).flatMap((file) => {
    const slave = file.startsWith("ifcfg-") ? slaveNamed(subject, slaves, file.slice("ifcfg-".length)) : undefined;
    return slave === undefined || isOff(readText(files, `${DIRECTORY}/${file}`)) ? [] : [finding(subject, file, slave)];
  });
  return findings.length > 0
    ? findings
    : [ok("wicked leaves slaves alone: no ifcfg file is for one", files.path(DIRECTORY))];
}

/** STARTMODE: with these two, nothing happens until somebody asks for it. */
function isOff(text: string): boolean {
  const mode = /^[ \t]*STARTMODE=['"]?([a-z]*)/m.exec(text)?.[1];
  return mode === "off" || mode === "manual";
}

function finding(subject: Subject, file: string, slave: ManagedSlave): Finding {
  const path = typedPath(subject, `${DIRECTORY}/${file}`);
  return {
    severity: "warning",
    found: `wicked configures ${namesOf([slave])}`,
    where: subject.machine.files.path(`${DIRECTORY}/${file}`),
    why: WHY_ALONE,
    fix: steps(
      ...(subject.isImage
        ? []
        : [`wicked ifdown ${shellWord(slave.name)}; ip link set dev ${shellWord(slave.name)} up`]),
      `rm ${path}`,
    ),
  };
}
