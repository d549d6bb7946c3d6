import { runHotCommand } from "../../main.ts";
import { quickjsHost, type System } from "./host.ts";

declare const system: System;

const exitCode = runHotCommand(quickjsHost(system));
if (exitCode === undefined) system.runCommandLine();
else system.exit(exitCode);
