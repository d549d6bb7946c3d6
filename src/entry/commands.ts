// SPDX-License-Identifier: MIT
import type { ExitCode } from "../errors.ts";
import { quickjsHost, type System } from "../host/quickjs/host.ts";
import { runCommand } from "../main.ts";

/** start.c loads this file if the arguments are not those of the udev rule (udev.ts), and calls `main`. */
declare const system: System & { main(): ExitCode };

// commander calls this function of V8. This engine sets the stack of an error by itself.
Error.captureStackTrace ??= () => {};

const host = quickjsHost(system);
system.main = () => runCommand(host);
