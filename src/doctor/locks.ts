// SPDX-License-Identifier: MIT
import { readAttribute } from "../host/files.ts";
import type { FileStatus } from "../host/host.ts";
import { type Check, type Finding, ok, type Subject } from "./check.ts";

/** The locks of masters: is one held by a process that has been running for longer than a rename can take? */
export const locks: Check = {
  name: "locks",
  title: "Locks",
  isRecorded: true,
  run: (subject) => {
    if (!subject.isLive) return [];
    const held = lockFiles(subject).flatMap(({ path, id }) => holdersOf(subject, id).map((pid) => ({ path, pid })));
    const findings = held.flatMap(({ path, pid }) => holderFinding(subject, path, pid));
    return findings.length > 0 ? findings : [ok("no process that has been running for long holds one", "/proc/locks")];
  },
};

/** In seconds. A run ends after RenameTimeoutSec=, which is at most 60 s. Nothing says how long it has held its lock. */
const LONG = 60;

function lockFiles({ machine: { files } }: Subject): { readonly path: string; readonly id: string }[] {
  return ["/run/udev", "/run"].flatMap((directory) =>
    (files.readDirectory(directory) ?? [])
      .filter((name) => /^failover-ifname\.\d+\.lock$/.test(name))
      .map((name) => `${directory}/${name}`)
      .flatMap((path) => {
        const status = files.fileStatus(path);
        return status === undefined ? [] : [{ path, id: idOf(status) }];
      }),
  );
}

/**
 * A file as /proc/locks names it: the major and minor number of its file system in hexadecimal, and its inode. Each tmpfs
 * counts its inodes from 1. include/linux/kdev_t.h has how struct stat has the two numbers.
 */
function idOf({ device, inode }: FileStatus): string {
  const [major, minor] = [(device >>> 8) & 0xfff, (device & 0xff) | ((device >>> 12) & 0xfff00)];
  return [major, minor].map((number) => `${number.toString(16).padStart(2, "0")}:`).join("") + inode;
}

/** The processes that hold an flock(2): "1: FLOCK  ADVISORY  WRITE 1234 00:19:5678 0 EOF" (fs/locks.c, lock_get_status). */
function holdersOf({ machine: { files } }: Subject, id: string): number[] {
  return (files.readFile("/proc/locks", 1024 * 1024) ?? "").split("\n").flatMap((line) => {
    const [, pid = "", owned] = /^\d+: FLOCK +ADVISORY +\S+ (\d+) (\S+) /.exec(line) ?? [];
    return owned === id ? [Number(pid)] : [];
  });
}

function holderFinding({ machine: { files } }: Subject, path: string, pid: number): Finding[] {
  const age = ageOf(readAttribute(files, `/proc/${pid}/stat`) ?? "", readAttribute(files, "/proc/uptime") ?? "");
  if (age === undefined || age < LONG) return [];
  const found = `process ${pid} holds ${path}, and has been running for ${Math.round(age)} s`;
  const why = "All other runs for this master wait for the lock in vain, and its slaves keep their names.";
  return [{ severity: "error", found, where: "/proc/locks", why, fix: `ps -o pid,lstart,args -p ${pid}\nkill ${pid}` }];
}

/** USER_HZ, the unit of times in /proc/PID/stat: 100 on every architecture that Linux still has. */
const TICKS = 100;

/** The age of a process in seconds (proc(5): starttime is the 22nd field of stat, and comm can have spaces). */
function ageOf(stat: string, uptime: string): number | undefined {
  const started = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
  const now = Number(uptime.split(" ")[0]);
  return stat !== "" && Number.isFinite(started) && Number.isFinite(now) ? now - started / TICKS : undefined;
}
