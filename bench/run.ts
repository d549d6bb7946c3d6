// SPDX-License-Identifier: MIT
/** Runs commands, one after the other. */
import { spawnSync } from "node:child_process";

export interface Output {
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  /** The whole environment; by default that of this process. */
  env?: NodeJS.ProcessEnv;
  /** The exit status that means success, by default 0; "any" allows all, but not death by a signal. */
  status?: number | "any";
  /** Words in front of the command, which run it elsewhere. */
  within?: readonly string[];
}

/** The time limit of one command. All need far less, except the one that measures among 10,000 links. */
const TIMEOUT = 90_000;

/** Runs a command to its end. Throws Error if it does not end as expected. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Output {
  const { env = process.env, status = 0, within = [] } = options;
  const words = [...within, command, ...args];
  const ended = spawnSync(words[0] ?? command, words.slice(1), {
    encoding: "utf8",
    env,
    maxBuffer: 64 << 20,
    timeout: TIMEOUT,
  });
  if (ended.error !== undefined) throw ended.error;
  if (ended.status === null || (status !== "any" && ended.status !== status)) {
    const said = `${ended.stdout}\n${ended.stderr}`.trim().slice(-1000);
    const end = ended.signal ?? `exit status ${ended.status}`;
    throw new Error(`${words.join(" ").slice(0, 300)}: ${end} where ${status} was expected\n${said}`);
  }
  return { stdout: ended.stdout, stderr: ended.stderr };
}
