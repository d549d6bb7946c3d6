// SPDX-License-Identifier: MIT
import { exists } from "../host/files.ts";
import type { Host } from "../host/host.ts";
import { type Check, type Finding, ok, type Subject } from "./check.ts";

/** What the program has logged since the boot, and what SELinux has denied it. */
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
  const commands = [
    ["tail", "--bytes=500000", AUDIT_LOG],
    [
      "journalctl",
      "--boot",
      "--no-pager",
      "--quiet",
      "--output=cat",
      "--lines=2000",
      "_TRANSPORT=audit",
      "+",
      "_TRANSPORT=kernel",
    ],
  ];
  const denied = commands.flatMap((command) => linesOf(host, command) ?? []).filter((line) => DENIED.test(line));
  const last = denied.at(-1);
  if (last === undefined) return [ok("SELinux has denied the program nothing", AUDIT_LOG)];
  return [
    {
      severity: "error",
      found: `SELinux has denied the program something, most recently:\n${last}`,
      where: AUDIT_LOG,
      why: "The program runs in the domain of udevd. Without this permission, it cannot give the names.",
      fix: "restorecon -v /usr/lib/udev/failover-ifname /run/udev\nausearch -m AVC -c failover-ifname",
    },
  ];
}

/** The lines that a command prints; undefined if it is not there or fails. */
function linesOf(host: Host, command: readonly string[]): string[] | undefined {
  const finished = host.run(command, LIMIT, MILLISECONDS);
  if (finished === undefined || finished.status !== 0) return undefined;
  return finished.output.split("\n").filter((line) => line !== "");
}
