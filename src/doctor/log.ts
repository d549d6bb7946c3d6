// SPDX-License-Identifier: MIT
import { exists, type Files, readAttribute } from "../host/files.ts";
import type { Host } from "../host/host.ts";
import { type Check, type Finding, ok, type Subject } from "./check.ts";

/** What the program has logged, and what SELinux has denied it since the boot. */
export const log: Check = {
  name: "log",
  title: "Log",
  isRecorded: true,
  run: (subject) => (subject.isLive ? [...loggedLines(subject.host), ...denials(subject)] : []),
};

const LINES = 5;
const LIMIT = 1024 * 1024;
const MILLISECONDS = 10_000;

/** Log files of machines without a journal (syslog.conf(5) of rsyslog in Debian and Fedora). */
const LOG_FILES = ["/var/log/syslog", "/var/log/messages"];

/** Two or four words before the tag: time and host (RFC 5424 or RFC 3164). In the initramfs, the kernel takes the lines. */
const OURS = /^(?:\S+ +\S+ )?\S+ \S+ (?:kernel: (?:\[[ 0-9.]+\] )?)?failover-ifname(?:\[\d+\])?: /;

function loggedLines(host: Host): Finding[] {
  const options = ["--boot", "--no-pager", "--quiet", "--output=short-precise", `--lines=${LINES}`];
  const journal = "journalctl --boot --identifier=failover-ifname";
  const logged = linesOf(host, ["journalctl", "--identifier=failover-ifname", ...options]);
  if (logged !== undefined && logged.length > 0) return [linesFinding(logged, journal)];
  for (const file of LOG_FILES) {
    const lines = (linesOf(host, ["tail", "--bytes=500000", file]) ?? []).filter((line) => OURS.test(line));
    if (lines.length > 0) return [linesFinding(lines.slice(-LINES), file)];
  }
  return [ok("the program has logged nothing", logged === undefined ? LOG_FILES.join(", ") : journal)];
}

function linesFinding(lines: readonly string[], where: string): Finding {
  const why = "The program logs errors and warnings, and nothing if all is well.";
  return { severity: "note", found: ["the last lines that it has logged:", ...lines].join("\n"), where, why };
}

/** The lines of auditd and of the kernel's audit messages. comm is cut to 15 bytes, as long as this name is. */
const DENIED = /avc: +denied .*comm="failover-ifname"/;
const AUDIT_LOG = "/var/log/audit/audit.log";

function denials({ host, machine: { files } }: Subject): Finding[] {
  if (!exists(files, "/sys/fs/selinux/enforce")) return [];
  const options = ["--boot", "--no-pager", "--quiet", "--output=cat", "--lines=2000"];
  const boot = bootTime(files);
  const logged = [
    ...(linesOf(host, ["tail", "--bytes=500000", AUDIT_LOG]) ?? []).filter((line) => isSince(boot, line)),
    ...(linesOf(host, ["journalctl", ...options, "_TRANSPORT=audit", "+", "_TRANSPORT=kernel"]) ?? []),
  ].filter((line) => DENIED.test(line));
  const where = AUDIT_LOG;
  const fix = "restorecon -v /usr/lib/udev/failover-ifname /run/udev\nausearch -m AVC -c failover-ifname";
  const denied = logged.filter((line) => !PERMITTED.test(line)).at(-1);
  if (denied !== undefined) {
    const found = `SELinux has denied the program something, most recently:\n${denied}`;
    const why = "The program runs in the domain of udevd. Without this permission, it cannot give the names.";
    return [{ severity: "error", found, where, why, fix }];
  }
  const permitted = logged.at(-1);
  if (permitted === undefined) return [ok("SELinux has denied the program nothing", where)];
  const found = `SELinux has permitted the program something only because it is permissive, most recently:\n${permitted}`;
  const why = "In enforcing mode, the program cannot give the names without this permission.";
  return [{ severity: "note", found, where, why, fix }];
}

/** In permissive mode, and in a domain that is permissive, SELinux logs what it would deny. */
const PERMITTED = / permissive=1\b/;

/** When this machine was booted, in seconds since 1970 (proc_stat(5)). */
function bootTime(files: Files): number {
  return Number(/^btime (\d+)$/m.exec(readAttribute(files, "/proc/stat", LIMIT) ?? "")?.[1] ?? 0);
}

/** audit.log also has what was before the boot. Its lines have their time: "audit(1700000000.123:45)". */
function isSince(boot: number, line: string): boolean {
  return Number(/\baudit\((\d+)\./.exec(line)?.[1] ?? boot) >= boot;
}

/** The lines that a command prints; undefined if it is not there or fails. */
function linesOf(host: Host, command: readonly string[]): string[] | undefined {
  const finished = host.run(command, LIMIT, MILLISECONDS);
  if (finished === undefined || finished.status !== 0) return undefined;
  return finished.output.split("\n").filter((line) => line !== "");
}
