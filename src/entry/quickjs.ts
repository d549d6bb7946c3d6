// SPDX-License-Identifier: MIT
import type { ExitCode } from "../errors.ts";
import { quickjsHost, type System } from "../host/quickjs/host.ts";
import { prepare } from "../main.ts";

/** start.c calls `main` after it has set `args`. */
declare const system: System & { main(): ExitCode };

// commander calls this function of V8. This engine sets the stack of an error by itself.
Error.captureStackTrace ??= () => {};

system.main = prepare(quickjsHost(system));
