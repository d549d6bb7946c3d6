// SPDX-License-Identifier: MIT
/** Starts programs as a user does, and returns their outcome. All text is a byte string: one character is one byte. */
import { type SpawnSyncOptions, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface Outcome {
  /** The exit status; null if a signal ended the program. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A file of this project, by its path relative to the project's folder. */
export function projectPath(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

/** Runs a command to its end. Throws if it cannot be started, or takes longer than any test has to wait. */
export function run(command: readonly string[], options: SpawnSyncOptions = {}): Outcome {
  const [file = "", ...args] = command;
  const { status, stdout, stderr, error } = spawnSync(file, args, {
    timeout: 60_000,
    maxBuffer: 64 * 1024 * 1024,
    ...options,
    encoding: "latin1",
  });
  if (error !== undefined) throw error;
  return { status, stdout, stderr };
}

/** Runs a command. If it fails, the test fails. */
export function succeed(command: readonly string[], options: SpawnSyncOptions = {}): string {
  const { status, stdout, stderr } = run(command, options);
  if (status !== 0) throw new Error(`${command.join(" ")}: exit status ${status}: ${stderr}`);
  return stdout;
}
