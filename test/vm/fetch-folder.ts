// SPDX-License-Identifier: MIT
/** Copies files from a guest to this machine. */
import { writeFile } from "node:fs/promises";
import tmp from "tmp";
import { runTool } from "./host.ts";
import type { Machine } from "./machine.ts";

/**
 * Copies files of a folder of the guest.
 *
 * @param what the files' paths below the folder, as words of shell
 * @param target a folder of this machine that exists
 */
export async function fetchFolder(machine: Machine, folder: string, what: string, target: string): Promise<void> {
  const archive = tmp.fileSync({ prefix: "failover-ifname-capture-" });
  try {
    const content = await machine.succeed(`cd ${folder} && tar -c ${what} | base64`);
    await writeFile(archive.name, Buffer.from(content, "base64"));
    await runTool("tar", ["--extract", "--no-same-owner", "--file", archive.name, "--directory", target], 30_000);
  } finally {
    archive.removeCallback();
  }
}
