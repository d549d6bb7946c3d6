// SPDX-License-Identifier: MIT

import { matchesGlob } from "../../text/glob.ts";
import { shellWord } from "../../text/shell.ts";
import { type Finding, ok, type Subject, typedPath } from "../check.ts";
import { readText } from "../precedence.ts";
import { type InterfacesLine, interfacesLines } from "./interfaces-file.ts";
import { type ManagedSlave, slaveNamed } from "./slave.ts";
import { isThere, whereActive } from "./units.ts";
import { listed, mastersOf, namesOf, steps, WHY_ALONE } from "./words.ts";

const INTERFACES = "/etc/network/interfaces";

/** ifupdown: the names and patterns in interfaces(5). */
export function ifupdown(subject: Subject, slaves: readonly ManagedSlave[]): Finding[] {
  const { files } = subject.machine;
  const active = whereActive(files, {
    units: ["networking.service"],
    scripts: ["networking"],
    state: ["/run/network/ifstate"],
  });
  if (active === undefined) return [];
  // A capture does not have a file that may hold a password.
  if (subject.isCaptured && !isThere(files, INTERFACES))
    return [ok("the captured root has no interfaces(5)", files.path(active))];
  const lines = interfacesLines(files);
  const isConfigured = configuredNames(lines);
  const findings = lines
    .filter(({ words: [keyword = ""] }) => keyword === "auto" || keyword.startsWith("allow-"))
    .flatMap((line) => line.words.slice(1).flatMap((word) => wordFindings(subject, slaves, line, word, isConfigured)));
  if (findings.length > 0) return findings;
  return [ok("ifupdown leaves slaves alone: no line is for one", files.path(INTERFACES))];
}

/** The logical names that have a stanza which gives addresses. The method "manual" gives none. */
function configuredNames(lines: readonly InterfacesLine[]): (name: string) => boolean {
  const names: { [name: string]: true } = Object.create(null);
  for (const { words } of lines) {
    const [keyword, name = "", , method = ""] = words;
    if (keyword === "iface" && method !== "manual" && method !== "loopback") names[name] = true;
  }
  // A script may map any name to any other (interfaces(5), MAPPINGS).
  const patterns = lines.filter(({ words: [keyword] }) => keyword === "mapping").flatMap(({ words }) => words.slice(1));
  return (name) => names[name] === true || patterns.some((pattern) => matchesGlob(name, pattern));
}

function wordFindings(
  subject: Subject,
  slaves: readonly ManagedSlave[],
  line: InterfacesLine,
  word: string,
  isConfigured: (logical: string) => boolean,
): Finding[] {
  const { pattern, logical } = parseWord(word);
  const named = pattern === undefined ? slaveNamed(subject, slaves, word) : undefined;
  const matched = pattern === undefined ? (named === undefined ? [] : [named]) : slaves.filter(pattern);
  const its = matched.filter(({ name }) => isConfigured(logical ?? name));
  if (its.length === 0) return [];
  const isUp = its.some((slave) => isInState(subject, slave));
  const path = typedPath(subject, line.path);
  return [
    {
      severity: isUp ? "error" : "warning",
      found: `ifupdown ${isUp ? "has configured" : "configures"} ${namesOf(its)}, because of "${word}"`,
      where: `${subject.machine.files.path(line.path)}:${line.line}`,
      why: WHY_ALONE,
      // ifdown ends the DHCP client too, and sets the slave down.
      fix: steps(
        ...(subject.isImage
          ? []
          : its.map(({ name }) => `ifdown ${shellWord(name)}; ip link set dev ${shellWord(name)} up`)),
        `write in ${path}, line ${line.line}, instead of "${word}": ${narrower(word, its)}`,
      ),
    },
  ];
}

interface Word {
  /** Undefined for a plain name. */
  readonly pattern?: (slave: ManagedSlave) => boolean;
  readonly logical?: string;
}

/** [VARIABLE]/VALUE[/[OPTIONS]][=LOGICAL], see interfaces(5), PATTERN MATCHING INTERFACES. */
function parseWord(word: string): Word {
  const [, variable = "", value = "", , logical] = /^([^/=]*)\/([^/=]*)(\/[^=]*)?(?:=(.*))?$/.exec(word) ?? [];
  if (!word.includes("/")) return {};
  const pattern = (slave: ManagedSlave) => {
    if (variable === "") return matchesGlob(slave.name, value);
    // What other files of sysfs say is the same for a slave and for a NIC that is none.
    return variable !== "mac" || slave.mac === "" || matchesGlob(slave.mac, value.toLowerCase());
  };
  return { pattern, ...(logical === undefined ? {} : { logical }) };
}

/** A word that does not match the slaves any more: with a digit at the end if that is enough, else the masters. */
function narrower(word: string, slaves: readonly ManagedSlave[]): string {
  const [, glob = "", rest = ""] = /^\/([^/=]*\*)(=.*)?$/.exec(word) ?? [];
  const digits = `${glob}[0-9]`;
  if (glob !== "" && !slaves.some(({ name }) => matchesGlob(name, digits))) return `/${digits}${rest}`;
  const logical = /=.*$/.exec(word)?.[0] ?? "";
  return listed(mastersOf(slaves).map((master) => master + logical));
}

/** ifupdown notes what it has configured: NAME=LOGICAL in each line. */
function isInState({ machine: { files } }: Subject, { name }: ManagedSlave): boolean {
  return `\n${readText(files, "/run/network/ifstate")}`.includes(`\n${name}=`);
}
