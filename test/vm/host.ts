// SPDX-License-Identifier: MIT
/** What the harness needs from the machine that it runs on: folders, tools and deadlines. */
import { type ExecFileOptions, execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** The root folder of the project. */
export const projectFolder = fileURLToPath(new URL("../..", import.meta.url));

/** The folder for everything that is kept between runs. It may be deleted at any time. */
export const cacheFolder = join(projectFolder, ".cache", "vm");

/** The folder of the files that are copied into the guest unchanged. */
export const guestFolder = fileURLToPath(new URL("guest", import.meta.url));

/**
 * Runs a tool to its end.
 *
 * @param milliseconds after which it is killed
 * @returns its standard output
 * @throws Error with the command line and the end of its output if it cannot be started, fails or is killed
 */
export async function runTool(
  command: string,
  args: string[],
  milliseconds: number,
  options: ExecFileOptions = {},
): Promise<string> {
  try {
    const settings = { maxBuffer: 64 << 20, ...options, encoding: "utf8" as const, timeout: milliseconds };
    return (await promisify(execFile)(command, args, settings)).stdout;
  } catch (error) {
    const output = [textOf(error, "stdout"), textOf(error, "stderr")].join("\n").trim().slice(-2000);
    throw new Error(`${command} ${args.join(" ").slice(0, 300)} failed: ${output || error}`, { cause: error });
  }
}

/** @returns whether a path exists */
export function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** @returns the given commands that are not found on PATH */
export async function missingTools(commands: string[]): Promise<string[]> {
  const { PATH = "" } = process.env;
  const folders = PATH.split(delimiter);
  const found = await Promise.all(
    commands.map((command) =>
      Promise.any(folders.map((folder) => access(join(folder, command), constants.X_OK))).then(
        () => true,
        () => false,
      ),
    ),
  );
  return commands.filter((_, index) => !found[index]);
}

/**
 * Waits for a promise, but not for ever.
 *
 * @param what what is waited for, for the error
 * @throws Error if the promise is not settled after so many milliseconds; otherwise what the promise throws
 */
export async function within<T>(milliseconds: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no ${what} after ${milliseconds / 1000} s`)), milliseconds);
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

function textOf(error: unknown, key: "stdout" | "stderr"): string {
  const value: unknown = error instanceof Error ? Reflect.get(error, key) : undefined;
  return typeof value === "string" ? value : "";
}
