// SPDX-License-Identifier: MIT
/** The checks that look at a running machine: its udevd, its locks and its log. The machine is a folder, and journalctl is made up. */
import assert from "node:assert/strict";
import { cpSync, statSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import type { Check, Finding } from "../../src/doctor/check.ts";
import { subjectOf } from "../../src/doctor/check.ts";
import { locks } from "../../src/doctor/locks.ts";
import { log } from "../../src/doctor/log.ts";
import { udev } from "../../src/doctor/udev.ts";
import type { Host } from "../../src/host/host.ts";
import { nodeHost } from "../../src/host/node/host.ts";
import { openCaptured } from "../../src/machine/captured.ts";
import { type Entries, withFolder } from "../support/folder.ts";
import { DEFAULT_CONFIG } from "../support/machine.ts";
import { projectPath, succeed } from "../support/run.ts";

const LOCK = "run/udev/failover-ifname.3.lock";
/** Process 77 began 100 s after the boot. */
const STAT = `77 (failover) ifname) S 1 77 77 0 -1 4194560 ${"0 ".repeat(12)}10000 0 0\n`;

for (const [about, uptime, owner, severity] of [
  ["a process that holds a lock for long", "400.00 700.00\n", "this", "error"],
  ["a process that has just begun", "101.00 700.00\n", "this", "ok"],
  ["a lock of another file", "400.00 700.00\n", "another", "ok"],
  ["a lock of the same inode on another file system", "400.00 700.00\n", "elsewhere", "ok"],
] as const) {
  test(`${about} is ${severity}`, async () => {
    const entries = { [LOCK]: "", "proc/uptime": uptime, "proc/77/stat": STAT };
    const findings = await run(locks, entries, {}, (root) => {
      const id = idOfLocked(`${root}/${LOCK}`);
      const ids = { this: id, another: `${id}1`, elsewhere: id.replace(/^[^:]+:[^:]+/, "fff:fffff") };
      const others = "1: POSIX  ADVISORY  WRITE 5 00:19:7 0 EOF\n2: -> FLOCK  ADVISORY  WRITE 78 00:19:7 0 EOF\n";
      writeFileSync(`${root}/proc/locks`, `${others}3: FLOCK  ADVISORY  WRITE 77 ${ids[owner]} 0 EOF\n`);
    });
    assert.deepEqual(
      findings.map((finding) => finding.severity),
      [severity],
    );
    if (severity === "error") assert.equal(findings[0]?.fix, "ps -o pid,lstart,args -p 77\nkill 77");
  });
}

test("the last lines of the journal are a note", async () => {
  const journalctl = (command: readonly string[]) =>
    command.includes("--identifier=failover-ifname") ? "one\ntwo\n" : "";
  const [finding] = await run(log, {}, { run: (command) => ({ status: 0, output: journalctl(command) }) });
  assert.equal(finding?.severity, "note");
  assert.equal(finding?.found, "the last lines that it has logged:\none\ntwo");
});

test("without a journal, the file of syslog has the lines", async () => {
  const syslog =
    "Nov  6 15:00:00 host failover-ifname[5]: it\n2026-11-06T15:00:00+00:00 host kernel: [ 1.25] failover-ifname: too\nx host cron: failover-ifname: not it\n";
  const [finding] = await run(
    log,
    {},
    {
      run: ([program, , path]) =>
        program === "tail" && path === "/var/log/syslog" ? { status: 0, output: syslog } : undefined,
    },
  );
  assert.equal(
    finding?.found,
    "the last lines that it has logged:\nNov  6 15:00:00 host failover-ifname[5]: it\n2026-11-06T15:00:00+00:00 host kernel: [ 1.25] failover-ifname: too",
  );
});

test("a denial of SELinux is an error", async () => {
  const line = 'type=AVC msg=audit(1.2:3): avc:  denied  { write } for  pid=9 comm="failover-ifname" name="udev"';
  const audit = `${line.replace("failover-ifname", "other")}\n${line}\n`;
  const findings = await run(
    log,
    { "sys/fs/selinux/enforce": "1" },
    {
      run: (command) => (command.includes("/var/log/audit/audit.log") ? { status: 0, output: audit } : undefined),
    },
  );
  const [denied] = findings.filter(({ severity }) => severity === "error");
  assert.ok(denied?.found.endsWith(line));
});

for (const [about, line, severity] of [
  ["since the boot", "audit(1700000001.2:3)", "error"],
  ["before the boot", "audit(1600000000.2:3)", undefined],
  ["that is permitted", "audit(1700000001.2:3) permissive=1", "note"],
] as const) {
  test(`a denial of SELinux ${about} is ${severity ?? "in order"}`, async () => {
    const [time, permissive = "permissive=0"] = line.split(" ");
    const denial = `type=AVC msg=${time}: avc:  denied  { write } for  pid=9 comm="failover-ifname" name="udev" ${permissive}\n`;
    const findings = await run(
      log,
      { "sys/fs/selinux/enforce": "1", "proc/stat": "cpu 1 2 3\nintr 4\nbtime 1700000000\nprocesses 5\n" },
      { run: ([program]) => (program === "tail" ? { status: 0, output: denial } : undefined) },
    );
    assert.deepEqual(
      findings.map((finding) => finding.severity).filter((one) => one !== "ok"),
      severity === undefined ? [] : [severity],
    );
  });
}

test("nothing in the log is in order", async () => {
  const findings = await run(log, {}, { run: () => ({ status: 0, output: "" }) });
  assert.deepEqual(
    findings.map(({ severity }) => severity),
    ["ok"],
  );
});

for (const [about, base, entries, severity] of [
  ["a machine with a failover master", "test/captures/settled", {}, "warning"],
  ["a machine without one", undefined, {}, "note"],
  ["a container of systemd", "test/captures/settled", { "run/systemd/container": "lxc\n" }, "note"],
  ["a container that its manager has told", "test/captures/settled", { "run/host/container-manager": "x\n" }, "note"],
  ["a container of podman", "test/captures/settled", { "run/.containerenv": "" }, "note"],
  ["a container of docker", "test/captures/settled", { ".dockerenv": "" }, "note"],
  ["a machine with udevd", "test/captures/settled", { "run/udev/control": "" }, undefined],
] as const) {
  test(`"udevd does not run" is ${severity ?? "not said"} on ${about}`, async () => {
    const findings = await run(udev, entries, { run: () => undefined }, (root) => {
      if (base !== undefined) cpSync(projectPath(base), root, { recursive: true, verbatimSymlinks: true });
    });
    assert.equal(findings.find(({ found }) => found === "udevd does not run")?.severity, severity);
  });
}

/**
 * What this kernel writes into /proc/locks for a file: the device and the inode. In a pid namespace, it has only the locks of
 * processes that are there: flock(1) waits for its command.
 */
function idOfLocked(path: string): string {
  const held = succeed(["flock", path, "cat", "/proc/locks"]);
  const line = new RegExp(`^\\d+: FLOCK +ADVISORY +WRITE \\d+ (\\S+:${statSync(path).ino}) `, "m");
  return line.exec(held)?.[1] ?? assert.fail("the lock is not in /proc/locks");
}

/** Runs a check as on a running machine whose files are in a folder. */
function run(
  check: Check,
  entries: Entries,
  calls: Partial<Host>,
  prepare: (root: string) => void = () => {},
): Promise<Finding[]> {
  return withFolder({ "etc/.keep": "", ...entries }, (root) => {
    prepare(root);
    const host: Host = { ...nodeHost([]), ...calls };
    const machine = openCaptured(host, root, () => DEFAULT_CONFIG, true);
    return check.run({ ...subjectOf(host, machine, root), isLive: true, isImage: false });
  });
}
