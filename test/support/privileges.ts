// SPDX-License-Identifier: MIT
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { projectPath } from "./run.ts";

/**
 * The words that go in front of a command, so that the modes of files count for it. They do not count for root. So the
 * command runs as root without capabilities, or as the owner of this project if such a root cannot reach its folder.
 * Neither needs a folder that is open to everybody. A home directory is not.
 */
export const unprivileged: readonly string[] = process.getuid?.() === 0 ? commandOfRoot() : [];

function commandOfRoot(): readonly string[] {
  const { uid, gid } = statSync(projectPath("."));
  const accounts = [
    [0, 0],
    [uid, gid],
  ];
  const commands = accounts.map(([uid, gid]) => withoutCapabilities(`${uid}`, `${gid}`));
  const command = commands.find(([file = "", ...args]) => {
    return spawnSync(file, [...args, "test", "-r", projectPath("package.json")]).status === 0;
  });
  if (command === undefined) throw new Error(`neither root without capabilities nor its owner can read this project`);
  return command;
}

function withoutCapabilities(uid: string, gid: string): string[] {
  return ["setpriv", "--reuid", uid, "--regid", gid, "--clear-groups", "--inh-caps=-all", "--bounding-set=-all"];
}
