// SPDX-License-Identifier: MIT
import type { ExitCode } from "../errors.ts";
import { quickjsHost, type System } from "../host/quickjs/host.ts";
import { prepareForUdev } from "../udev.ts";

/** start.c calls `main` after it has set `args`. If `main` returns undefined, start.c loads commands.ts and calls its `main`. */
declare const system: System & { main(): ExitCode | undefined };

system.main = prepareForUdev(quickjsHost(system));
