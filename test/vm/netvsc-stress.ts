// SPDX-License-Identifier: MIT
/**
 * Repeats boots and revocations with hv_netvsc many times, to find faults that are rare. VM_STRESS sets the number. This file
 * is not part of `make test`, which has no time for it.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { whyModuleUnavailable } from "./availability.ts";
import { readCounts } from "./counts.ts";
import type { GuestLink } from "./names.ts";
import { describePair, pairMachine, readPair, readPairs, revoke, setParameter } from "./netvsc-machine.ts";
import { withMachine } from "./with-machine.ts";

const { replugs, boots } = readCounts();
/** Emulated machines take up to this long for a name, so some VFs are opened before they have it and some after. */
const longestWindow = 600;

for (const release of ["bookworm", "trixie"]) {
  const settings = { skip: (await whyModuleUnavailable(release)) ?? false, timeout: 1_800_000 };

  test(`${release}: ${boots} boots with two pairs and two processors`, settings, async () => {
    const options = await pairMachine(release, "window_ms=20000");
    const wrong: string[] = [];
    for (let turn = 1; turn <= boots; turn++) {
      await withMachine({ ...options, cpus: 2 }, async (machine, say) => {
        const pairs = await readPairs(machine);
        say(`boot ${turn}: ${pairs.map(describePair).join("; ")}`);
        if (pairs.some(({ synthetic, vf }) => vf?.name !== `${synthetic.name}npf`)) wrong.push(`boot ${turn}`);
      });
    }
    assert.deepEqual(wrong, []);
  });

  test(`${release}: ${replugs} revocations, the VF is opened at a random moment`, settings, async () => {
    await withMachine({ ...(await pairMachine(release)), cpus: 2 }, async (machine, say) => {
      const names: string[] = [];
      let { vf } = await readPair(machine);
      for (let turn = 1; turn <= replugs; turn++) {
        const milliseconds = Math.floor(Math.random() * longestWindow);
        await setParameter(machine, "window_ms", milliseconds);
        await revoke(machine, vf);
        ({ vf } = await readPair(machine));
        const name = howNamed(vf);
        if (name === "wrong") say(`revocation ${turn}, opened after ${milliseconds} ms: ${vf.name} ${vf.altnames}`);
        names.push(name);
      }
      const count = (how: string) => names.filter((name) => name === how).length;
      say(`${replugs} revocations: ${count("name")} times the name, ${count("altname")} times the altname`);
      assert.equal(count("wrong"), 0);
      // Since 6.2, the kernel renames a VF that is up.
      if (release === "trixie") assert.equal(count("altname"), 0);
    });
  });
}

function howNamed({ name, altnames }: GuestLink): "name" | "altname" | "wrong" {
  if (name === "eth0npf") return "name";
  return altnames.includes("eth0npf") ? "altname" : "wrong";
}
