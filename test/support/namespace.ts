// SPDX-License-Identifier: MIT
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";

/** Programs in their own namespaces, which end with their last process. */

/** Root can make namespaces. Another user is root of a user namespace, if the machine allows that to everybody. */
const asRoot: readonly string[] = process.getuid?.() === 0 ? [] : ["--user", "--map-root-user"];

const available = spawnSync("unshare", [...asRoot, "--net", "--mount", "true"]).status === 0;

/** For node:test's `skip`. With CI=true the test runs nevertheless and fails: CI must not skip it unnoticed. */
export const unlessNamespaces: string | false =
  available || process.env.CI === "true" ? false : "needs root or user namespaces, for a namespace of its own";

/** A command that runs another one in a new network namespace. */
export function inNamespace(command: readonly string[]): string[] {
  return ["unshare", ...asRoot, "--net", ...command];
}

/**
 * Runs `body` while a network namespace exists that a shell script has prepared.
 *
 * @param body gets the words that go in front of a command, so that it runs there
 */
export async function withNamespace<T>(script: string, body: (enter: readonly string[]) => T | Promise<T>): Promise<T> {
  // It ends when its standard input ends, and so always with this process.
  const [file = "", ...args] = inNamespace(["sh", "-euc", `${script}\necho ready\nexec cat`]);
  const holder = spawn(file, args, { stdio: ["pipe", "pipe", "inherit"] });
  const exited = once(holder, "exit");
  try {
    const [said] = await Promise.race([once(holder.stdout, "data"), exited.then(() => ["nothing"])]);
    if (String(said) !== "ready\n") throw new Error(`the namespace is not ready: ${said}`);
    // nsenter may not set groups in the user namespace. It need not: the user is root there already.
    const user = asRoot.length === 0 ? [] : [`--user=/proc/${holder.pid}/ns/user`, "--preserve-credentials"];
    return await body(["nsenter", ...user, `--net=/proc/${holder.pid}/ns/net`]);
  } finally {
    holder.stdin.end();
    await exited;
  }
}

/**
 * A command that runs another one with a /dev that has only these files of a folder. So it writes neither to this
 * machine's log nor to this machine's devices. The folder must have an empty directory `dev`.
 */
export function withDevices(command: readonly string[], folder: string, files: readonly string[]): string[] {
  const script = `
    mount -t tmpfs none "$0/dev"
    for file in ${files.join(" ")}; do touch "$0/dev/$file"; mount --bind "$0/$file" "$0/dev/$file"; done
    mount --rbind "$0/dev" /dev
    exec "$@"`;
  return ["unshare", ...asRoot, "--mount", "sh", "-euc", script, folder, ...command];
}
