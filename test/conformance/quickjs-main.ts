import { quickjsHost, type System } from "../../src/host/quickjs/host.ts";
import { conform } from "./program.ts";

declare const system: System;

const host = quickjsHost(system);
for (const [name, load] of [
  ["name-udev", system.loadNameForUdev],
  ["name", system.loadName],
  ["rename", system.loadRename],
  // The last one, which brings JSON.
  ["command-line", system.loadCommandLine],
] as const) {
  load();
  if (system.part !== name) throw new Error(`the part ${name} is not what was loaded`);
}
conform(host);
system.exit(0);
