import type { ExitCode } from "../errors.ts";
import { quickjsHost, type System } from "../host/quickjs/host.ts";
import { openLinks } from "../machine/machine.ts";
import { main } from "../main.ts";

/** start.c calls `main` after it has set `args`. */
declare const system: System & { main(): ExitCode };

// commander calls this function of V8. This engine sets the stack of an error by itself.
Error.captureStackTrace ??= () => {};

const host = quickjsHost(system);
const live = openLinks(host);
system.main = () => main(host, live);
