// SPDX-License-Identifier: MIT
/** The table of `show`: easy to read, and complete. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EXECUTABLES, type Executable, runProgram } from "../support/executables.ts";
import { withFolder } from "../support/folder.ts";
import { TRIO_ROOT } from "../support/roots.ts";
import { projectPath } from "../support/run.ts";

interface ShownSlave {
  readonly add_altnames: readonly string[];
  readonly obstacle: string | null;
}

for (const executable of EXECUTABLES) {
  test(`${executable.host}: long names are not cut off`, () => {
    const root = projectPath("test/captures/long-master-name");
    const groups: readonly { readonly slaves: readonly ShownSlave[] }[] = JSON.parse(show(executable, root, "--json"));
    const plans = lastColumn(show(executable, root));
    for (const { add_altnames, obstacle } of groups.flatMap(({ slaves }) => slaves)) {
      for (const altname of add_altnames) assert.ok(plans.includes(`add altname ${altname}`), `${altname} in ${plans}`);
      if (obstacle !== null) assert.ok(plans.includes(obstacle), `${obstacle} in ${plans}`);
    }
  });

  test(`${executable.host}: a table of 80 columns`, async () => {
    await withFolder(TRIO_ROOT, (folder) => {
      assert.deepEqual(show(executable, folder).split("\n"), [
        "LINK    #  STATE  ROLE     WANTED    PLAN",
        "ens3    2  up     master   -         none (net_failover, settled)",
        "- eth1  3  up     standby  ens3nsby  rename to ens3nsby, add",
        "                                     altname enp1s0nsby",
        "- eth2  4  down   primary  ens3npf   rename to ens3npf, add altname",
        "                                     enp1s0npf",
        "",
      ]);
    });
  });

  test(`${executable.host}: colours appear only if they are wanted`, async () => {
    await withFolder(TRIO_ROOT, (folder) => {
      const plain = show(executable, folder);
      assert.ok(!plain.includes("\x1b"));
      assert.equal(show(executable, folder, "--color=never"), plain);
      const colored = show(executable, folder, "--color=always");
      assert.ok(colored.includes("\x1b[1m"));
      assert.equal(colored.replace(/\x1b\[[0-9]+m/g, ""), plain);
    });
  });
}

function show(executable: Executable, root: string, ...options: readonly string[]): string {
  const { status, stdout, stderr } = runProgram(executable, ["show", ...options, "--root", root]);
  assert.deepEqual([status, stderr], [0, ""]);
  return stdout;
}

/** The last column, line by line. */
function lastColumn(table: string): string {
  const lines = table.split("\n");
  const at = lines[0]?.indexOf("PLAN") ?? 0;
  return lines.map((line) => line.slice(at).trim()).join(" ");
}
