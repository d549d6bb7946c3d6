// SPDX-License-Identifier: MIT
import { type Observation, observe } from "../failover/group.ts";
import type { Host } from "../host/host.ts";
import { insideRoot } from "../host/root.ts";
import type { Machine } from "../machine/machine.ts";
import { shellWord } from "../text/shell.ts";

/** How bad a finding is, from the best to the worst. */
export const SEVERITIES = ["ok", "note", "warning", "error"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a check has found. */
export interface Finding {
  readonly severity: Severity;
  /** What is there, in one sentence. */
  readonly found: string;
  /** Where it was found: a file with its line ("/etc/fstab:3"), a netlink attribute, a version. */
  readonly where: string;
  /** Why it matters, in one sentence. Every finding that is not "ok" has it. */
  readonly why?: string;
  /** The way out: commands, one on each line, or a line to write and the file for it. Warnings and errors have it. */
  readonly fix?: string;
}

/** What the checks look at. */
export interface Subject {
  /** Runs the programs that are asked: udevadm, journalctl, and those that list an initramfs. */
  readonly host: Host;
  /** This machine, a captured one, or an image that is not running. */
  readonly machine: Machine;
  /** Is it this machine? If not, no program is asked about it, except with files below `root`. */
  readonly isLive: boolean;
  /** Is it a copy of some files of a running machine, as `capture` makes it? */
  readonly isCaptured: boolean;
  /** Is it the root of a system that is not running? Then there are no links. */
  readonly isImage: boolean;
  /** The directory of --root; empty for this machine. */
  readonly root: string;
  /** The links and the failover groups, none for an image. The first call looks at them, for all checks. */
  observation(): Observation;
}

/** @param root the directory of --root; empty for this machine */
export function subjectOf(host: Host, machine: Machine, root: string): Subject {
  const isLive = root === "";
  const isImage = !isLive && machine.links.all().length === 0;
  let observed: Observation | undefined;
  const observation = () => {
    observed ??= observe(machine);
    return observed;
  };
  return { host, machine, root, isLive, isImage, isCaptured: !isLive && !isImage, observation };
}

/** One check. Each is a file in this folder, and is in the list of checks.ts. */
export interface Check {
  /** One word, for --json. */
  readonly name: string;
  /** What it looks at, as a heading. */
  readonly title: string;
  /** Does it look at more than a capture has? Then a capture has what it found. */
  readonly isRecorded?: true;
  /** Throws SystemError or Failure if a file cannot be read. The caller makes a finding of that. */
  run(subject: Subject): Finding[];
}

/** A command for the machine that is looked at, as it is typed on this one. */
export function command({ isImage, root }: Subject, line: string): string {
  return isImage ? `chroot ${shellWord(root)} ${line}` : line;
}

/**
 * A path as it is written in a command that is typed on this machine. The symlinks of an image are resolved: typed here, an
 * absolute symlink would lead to a file of this machine.
 *
 * @param follow is a symlink at the end resolved too? Not if the symlink itself is to be removed or renamed
 */
export function typedPath({ isImage, host, root }: Subject, path: string, follow = true): string {
  return shellWord(isImage ? insideRoot(host, root)(path, follow) : path);
}

/** Lines that are to be written to a file. They are indented, because commands may follow them. */
export function written(place: string, ...lines: readonly string[]): string[] {
  return [`write to ${place}:`, ...lines.map((line) => `  ${line}`)];
}

/** A finding that nothing has to be done about. */
export function ok(found: string, where: string): Finding {
  return { severity: "ok", found, where };
}
