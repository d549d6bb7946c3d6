// SPDX-License-Identifier: MIT
/** The call that runs programs: both hosts give the same, correct results. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { withFolder } from "../support/folder.ts";
import { conform, HOSTS } from "./hosts.ts";
import { refusal } from "./refusal.ts";

for (const host of HOSTS) {
  test(`${host.name}: runs programs`, async () => {
    await withFolder({ file: "no program" }, (folder) => {
      const gives = (status: number, output: string) => ({ gives: { status, output } });
      const refused = (program: string, code: string) => refusal(`run ${program}`, code);
      assert.deepEqual(conform(host, "runsPrograms", [folder]), {
        "output and exit status": gives(3, "first \xc3\xa9"),
        "no output": gives(0, ""),
        "as much output as the limit": gives(0, "12345"),
        "a byte over the limit": refused("sh", "EFBIG"),
        "output without end": refused("yes", "EFBIG"),
        "empty input": gives(0, ""),
        "ended by a signal": gives(143, ""),
        "SIGPIPE is as usual": gives(141, ""),
        "no such program": { gives: null },
        "no such path": { gives: null },
        "not executable": refused(`${folder}/file`, "EACCES"),
        "without an end": { gives: { result: { sleep: refused("sh", "ETIMEDOUT") }, back: "in time" } },
      });
    });
  });
}
