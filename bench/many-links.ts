// SPDX-License-Identifier: MIT
/** `name` among 10,000 other links: does it ask the kernel only for what it needs? */
import { fileURLToPath } from "node:url";
import { run } from "./run.ts";
import { needTool } from "./tools.ts";

/** The options of unshare(1) for a new network namespace. A user who is not root becomes root of a user namespace. */
export const NEW_NETWORK = ["--net", ...(process.getuid?.() === 0 ? [] : ["--map-root-user"])];

/** The measurement is a separate program (among-links.ts): its links disappear with its network namespace. */
export function manyLinks(): string {
  const script = fileURLToPath(new URL("among-links.ts", import.meta.url));
  return run(needTool("unshare"), [...NEW_NETWORK, process.execPath, ...process.execArgv, script]).stdout.trimEnd();
}
