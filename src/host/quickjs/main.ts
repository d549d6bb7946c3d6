import { main } from "../../main.ts";
import type { CommandLinePart, NameForUdevPart, NamePart, RenamePart } from "../../parts.ts";
import { quickjsHost, type System } from "./host.ts";

declare const system: System;

const load = (run: () => void): unknown => {
  run();
  return system.part;
};

system.exit(
  main(quickjsHost(system), {
    loadNameForUdev: () => load(system.loadNameForUdev) as NameForUdevPart,
    loadName: () => load(system.loadName) as NamePart,
    loadRename: () => load(system.loadRename) as RenamePart,
    loadCommandLine: () => load(system.loadCommandLine) as CommandLinePart,
  }),
);
