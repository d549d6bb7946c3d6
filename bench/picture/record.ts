// SPDX-License-Identifier: MIT
/** Records docs/hotplug.json in a virtual machine with Debian 12's kernel and udevd. */
import { writeFile } from "node:fs/promises";
import { whyUnavailable } from "../../test/vm/availability.ts";
import { readTrio } from "../../test/vm/names.ts";
import { suiteOf } from "../../test/vm/suites.ts";
import { withMachine } from "../../test/vm/with-machine.ts";
import { recordPlug } from "./probes.ts";
import { type Recording, type Run, recordingPath } from "./recording.ts";

const suite = await suiteOf("bookworm");
const reason = await whyUnavailable(suite);
if (reason !== undefined) throw new Error(reason);

const stock = await recordRun(false);
const withRule = await recordRun(true);
const recording: Recording = { ...stock.system, stock: stock.run, withRule: withRule.run };
await writeFile(recordingPath, `${JSON.stringify(recording, null, 2)}\n`);

/** The clock counts instructions of the emulated processor, so the load of this machine does not change the times. */
async function recordRun(rule: boolean): Promise<{ system: { kernel: string; udev: string }; run: Run }> {
  const options = { withRule: rule, udevDebug: false, masterUp: true, countInstructions: true, suite };
  return await withMachine(options, async (machine) => {
    const kernel = await machine.succeed("uname -r");
    const udev = await machine.succeed("udevadm --version");
    await machine.unplugPrimary();
    const plug = await recordPlug(machine);
    const { master, standby, primary } = await readTrio(machine);
    if (standby === undefined || primary === undefined) throw new Error("a slave is missing");
    const trio = { master: master.name, standby: standby.name, primary: primary.name };
    return { system: { kernel, udev }, run: { ...plug, trio } };
  });
}
