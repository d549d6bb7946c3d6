// SPDX-License-Identifier: MIT
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { projectPath } from "./run.ts";

/**
 * What goes in front of a command for which the modes of files are to count, as they do not for root: root without any
 * capability, or the owner of this project if it is in a folder that such a root cannot reach. Neither needs a folder
 * that is open to everybody, which a home is not.
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
