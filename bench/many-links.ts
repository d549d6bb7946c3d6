// SPDX-License-Identifier: MIT
/** `name` among 10,000 other links: does it ask the kernel for what it needs, and for no more? */
import { fileURLToPath } from "node:url";
import { run } from "./run.ts";
import { needTool } from "./tools.ts";

/** The options of unshare(1) for a network of one's own; whoever is not root has to seem to be. */
export const NEW_NETWORK = ["--net", ...(process.getuid?.() === 0 ? [] : ["--map-root-user"])];

/** The measurement is a program of its own (among-links.ts): its links live and die with its network namespace. */
export function manyLinks(): string {
  const script = fileURLToPath(new URL("among-links.ts", import.meta.url));
  return run(needTool("unshare"), [...NEW_NETWORK, process.execPath, ...process.execArgv, script]).stdout.trimEnd();
}
