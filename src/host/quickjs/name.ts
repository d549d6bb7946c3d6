import { runName } from "../../main.ts";
import { quickjsHost, type System } from "./host.ts";

declare const system: System;

const result = runName(quickjsHost(system));
if (result === "rename") system.runRename();
else if (result === "command-line") system.runCommandLine();
else system.exit(result);
