import { parseAndRun } from "../../command-line.ts";
import type { CommandLinePart } from "../../parts.ts";
import type { System } from "./host.ts";

declare const system: System;

// V8's, which commander calls for its own errors; this engine fills in the stack by itself.
Error.captureStackTrace ??= () => {};

system.part = { parseAndRun } satisfies CommandLinePart;
