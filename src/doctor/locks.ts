// SPDX-License-Identifier: MIT
import { readAttribute } from "../host/files.ts";
import { type Check, type Finding, ok, type Subject } from "./check.ts";

/** The locks of masters: does a process hold one for longer than a rename can take? */
export const locks: Check = {
  name: "locks",
  title: "Locks",
  isRecorded: true,
  run: (subject) => {
    if (!subject.isLive) return [];
    const held = lockFiles(subject).flatMap(({ path, inode }) =>
      holdersOf(subject, inode).map((pid) => ({ path, pid })),
    );
    const findings = held.flatMap(({ path, pid }) => holderFinding(subject, path, pid));
    return findings.length > 0 ? findings : [ok("no process holds one for long", "/proc/locks")];
  },
};

/** In seconds. A run ends after RenameTimeoutSec=, which is at most 60 s. */
const LONG = 60;

function lockFiles({ machine: { files } }: Subject): { readonly path: string; readonly inode: number }[] {
  return ["/run/udev", "/run"].flatMap((directory) =>
    (files.readDirectory(directory) ?? [])
      .filter((name) => /^failover-ifname\.\d+\.lock$/.test(name))
      .map((name) => ({ path: `${directory}/${name}`, inode: files.fileStatus(`${directory}/${name}`)?.inode ?? 0 })),
  );
}

/** The processes that hold an flock(2): "1: FLOCK  ADVISORY  WRITE 1234 00:19:5678 0 EOF" (fs/locks.c, lock_get_status). */
function holdersOf({ machine: { files } }: Subject, inode: number): number[] {
  return (files.readFile("/proc/locks", 1024 * 1024) ?? "").split("\n").flatMap((line) => {
    const [, pid = "", owned = ""] = /^\d+: FLOCK +ADVISORY +\S+ (\d+) [0-9a-f]+:[0-9a-f]+:(\d+) /.exec(line) ?? [];
    return Number(owned) === inode && pid !== "" ? [Number(pid)] : [];
  });
}

function holderFinding({ machine: { files } }: Subject, path: string, pid: number): Finding[] {
  const age = ageOf(readAttribute(files, `/proc/${pid}/stat`) ?? "", readAttribute(files, "/proc/uptime") ?? "");
  if (age === undefined || age < LONG) return [];
  const found = `process ${pid} holds ${path}, and runs since ${Math.round(age)} s`;
  const why = "All other runs for this master wait for the lock in vain, and its slaves keep their names.";
  return [{ severity: "error", found, where: "/proc/locks", why, fix: `kill ${pid}` }];
}

/** USER_HZ, the unit of times in /proc/PID/stat: 100 on every architecture that Linux still has. */
const TICKS = 100;

/** The age of a process in seconds (proc(5): starttime is the 22nd field of stat, and comm can have spaces). */
function ageOf(stat: string, uptime: string): number | undefined {
  const started = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
  const now = Number(uptime.split(" ")[0]);
  return stat !== "" && Number.isFinite(started) && Number.isFinite(now) ? now - started / TICKS : undefined;
}
