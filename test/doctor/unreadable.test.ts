// SPDX-License-Identifier: MIT
/** A file that cannot be read is a finding of its own, and says what to do. The other files are looked at all the same. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { test } from "node:test";
import { subjectOf } from "../../src/doctor/check.ts";
import { runChecks } from "../../src/doctor/checks.ts";
import { SystemError } from "../../src/host/host.ts";
import { nodeHost } from "../../src/host/node/host.ts";
import { openCaptured } from "../../src/machine/captured.ts";
import { withFolder } from "../support/folder.ts";
import { DEFAULT_CONFIG } from "../support/machine.ts";
import { run } from "../support/run.ts";

const RULES = "etc/udev/rules.d";
const ENTRIES = {
  [`${RULES}/60-first.rules`]: "",
  [`${RULES}/90-last.rules`]: 'SUBSYSTEM=="net", NAME="nic%n"\n',
};

/** The findings of a check on a machine whose files are in a folder, each as "SEVERITY FOUND (FIX)". */
function findingsOf(name: string, root: string, readFile = nodeHost([]).readFile): string[] {
  const host = { ...nodeHost([]), readFile };
  const machine = openCaptured(host, root, () => DEFAULT_CONFIG, true);
  const checked = runChecks({ ...subjectOf(host, machine, root), isLive: true, isImage: false });
  const findings = checked.find(({ check }) => check.name === name)?.findings ?? [];
  return findings.map(({ severity, found, fix }) => `${severity} ${found} (${fix})`);
}

const LAST = `warning it sets NAME="nic%n" for links that it matches, perhaps for a slave (sed -i '1s/^/ENV{FAILOVER_IFNAME_ROLE}=="", /' /${RULES}/90-last.rules)`;

for (const [errno, because, fix] of [
  [1, "operation not permitted", "run doctor as root"],
  [13, "permission denied", "run doctor as root"],
  [40, "too many levels of symbolic links", "remove the symbolic link"],
  [5, "input/output error", "see the kernel's log"],
] as const) {
  test(`"${because}" is told with the way out of it`, async () => {
    await withFolder(ENTRIES, (root) => {
      const failing = (path: string, limit: number) => {
        if (path.endsWith("60-first.rules")) throw new SystemError(errno, `open ${path}`);
        return nodeHost([]).readFile(path, limit);
      };
      const found = findingsOf("other-rules", root, failing);
      assert.deepEqual(found, [`warning it cannot be read (${fix})`, LAST]);
    });
  });
}

test("a FIFO and a file that is too large", async () => {
  await withFolder(ENTRIES, (root) => {
    run(["mkfifo", `${root}/${RULES}/70-fifo.rules`]);
    writeFileSync(`${root}/${RULES}/80-large.rules`, "#".repeat(2 * 1024 * 1024));
    assert.deepEqual(findingsOf("other-rules", root), [
      "warning it cannot be read (it is not a regular file; remove it)",
      "warning it cannot be read (make it smaller)",
      LAST,
    ]);
  });
});

test("what a check cannot do without is told with the way out of it", async () => {
  const drop = "etc/failover-ifname.conf.d/10.conf";
  for (const [errno, severity, fix] of [
    [13, "warning", "run doctor as root"],
    [40, "error", "remove the symbolic link"],
  ] as const) {
    await withFolder({ ...ENTRIES, [drop]: "" }, (root) => {
      const failing = (path: string, limit: number) => {
        if (path.endsWith("10.conf")) throw new SystemError(errno, `open ${path}`);
        return nodeHost([]).readFile(path, limit);
      };
      assert.deepEqual(findingsOf("configuration", root, failing), [`${severity} it cannot be read (${fix})`]);
    });
  }
});

test("a check whose directory cannot be read", async () => {
  await withFolder({ "etc/udev/x": "" }, (root) => {
    run(["ln", "-s", "rules.d", `${root}/${RULES}`]);
    assert.deepEqual(findingsOf("other-rules", root), ["warning this cannot be checked (remove the symbolic link)"]);
  });
});
