// SPDX-License-Identifier: MIT
import { type Finding, ok, type Severity, type Subject } from "../check.ts";
import { CONFIGURATION, differenceOf, entryFor, type Wanted } from "./contents.ts";
import { type Drivers, modulesIn } from "./drivers.ts";
import type { Entry } from "./entries.ts";
import type { Image } from "./images.ts";
import type { Entries } from "./listing.ts";
import { remakeCommand } from "./remake.ts";

/** What an image should have. */
export interface Expected {
  readonly wanted: readonly Wanted[];
  readonly drivers: Drivers;
}

/** What is to be said of an image that could be listed. */
export function findingsOf(
  subject: Subject,
  image: Image,
  { entries, rest }: Entries,
  { wanted, drivers }: Expected,
): Finding[] {
  const where = subject.machine.files.path(image.path);
  const fix = remakeCommand(subject, image);
  const nested = entries.find(({ path }) => NESTED.test(path));
  if (nested !== undefined) {
    const why = "The other files of the initramfs are inside that file.";
    return [{ severity: "note", found: `the initramfs is not looked into: it has ${nested.path}`, where, why }];
  }
  const rule = wanted.find(({ what }) => what === "rule");
  if (rest !== undefined) {
    // What is not among the entries may be in the rest.
    const listed = rule === undefined ? [] : wanted.filter((file) => entryFor(entries, file) !== undefined);
    const found = `the initramfs is not looked into as a whole: ${rest} cannot be listed`;
    const note: Finding = { severity: "note", found, where, why: "Nobody knows what is in it." };
    return [...faultsOf(image, entries, listed).map((fault) => ({ ...fault, where, fix })), note];
  }
  if (rule === undefined) return [uninstalled(entries, where, fix)];
  const modules = modulesIn(subject.machine, image.version, entries);
  const ruleEntry = entryFor(entries, rule);
  if (ruleEntry === undefined && rule.size > 0) {
    const noNeed = whyNoNeed(entries, drivers, modules);
    return [
      noNeed === undefined ? withoutRule(where, fix) : ok(`the initramfs needs no rule: it has ${noNeed}`, where),
    ];
  }
  const faults = faultsOf(image, entries, wanted).map((fault) => ({ ...fault, where, fix }));
  const alright = ok("the initramfs has the rule, the program and the configuration that are installed", where);
  const lacking = drivers.needed.filter((module) => !modules.has(module));
  return [...(faults.length > 0 ? faults : [alright]), ...(lacking.length > 0 ? [lackingDrivers(lacking, where)] : [])];
}

/** As dracut's modules for squashfs and erofs name it. */
const NESTED = /^(?:squash|squashfs|erofs)-root\.img$/;

const OURS = /^usr\/lib\/udev\/(?:failover-ifname|rules\.d\/79-failover-ifname\.rules)$/;

function uninstalled(entries: readonly Entry[], where: string, fix: string): Finding {
  const left = entries.find(({ path, size }) => OURS.test(path) && size > 0);
  if (left === undefined) return ok("the rule is not installed, and the initramfs does not have it", where);
  const why = "The slaves still get the program's names there.";
  return { severity: "note", found: `the initramfs has ${left.path}, and the rule is not installed`, where, why, fix };
}

/** Why slaves get no name in the initramfs; undefined if they do. */
function whyNoNeed(entries: readonly Entry[], { kinds }: Drivers, modules: Set<string>): string | undefined {
  if (!entries.some(({ path }) => /^(?:usr\/lib|etc)\/udev\/rules\.d\/.+\.rules$/.test(path))) return "no udev";
  const some = kinds.some((kind) => kind.every((module) => modules.has(module)));
  return some ? undefined : "no drivers of failover links";
}

function withoutRule(where: string, fix: string): Finding {
  const found = "the initramfs has udev and the drivers of failover links, and it does not have the rule";
  const why =
    "The slaves get other names there. The running system renames them, unless the kernel refuses because they are up.";
  return { severity: "warning", found, where, why, fix };
}

interface Fault {
  readonly severity: Severity;
  readonly found: string;
  readonly why: string;
}

/** @param entries with the rule */
function faultsOf(image: Image, entries: readonly Entry[], wanted: readonly Wanted[]): Fault[] {
  const faults = wanted.flatMap((file): Fault[] => {
    const entry = entryFor(entries, file);
    if (entry === undefined) return file.what === "rule" ? [] : [lacking(file)];
    const difference = differenceOf(image, entries, entry, file);
    if (difference === undefined) return [];
    const found = `the initramfs does not have ${file.path} as it is now: ${difference}`;
    return [{ severity: "warning", found, why: "The slaves get their names there by what the initramfs has." }];
  });
  if (!wanted.some(({ what }) => what === "program")) return faults;
  const extra = entries.filter(({ path, size }) => size > 0 && CONFIGURATION.test(path));
  const known = wanted.flatMap(({ places }) => places);
  const removed = extra
    .filter(({ path }) => !known.includes(path))
    .map(({ path }): Fault => {
      const found = `the initramfs has /${path}, and the system does not have it`;
      return { severity: "warning", found, why: "Its settings are in force there." };
    });
  return [...faults, ...removed];
}

function lacking({ what, path }: Wanted): Fault {
  const found = `the initramfs has the rule, and it does not have ${path}`;
  if (what === "program") {
    const why =
      "udev cannot run the program there. The slaves get other names, and the log has an error for each link.";
    return { severity: "error", found, why };
  }
  return { severity: "warning", found, why: "Its settings are not in force there." };
}

function lackingDrivers(modules: readonly string[], where: string): Finding {
  const found = `the initramfs does not have the drivers ${modules.join(", ")}`;
  const why = "Links of these drivers appear later, and get their names from the running system. That is in order.";
  return { severity: "note", found, where, why };
}
