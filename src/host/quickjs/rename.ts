import { runRename } from "../../main.ts";
import { quickjsHost, type System } from "./host.ts";

declare const system: System;

system.exit(runRename(quickjsHost(system)));
