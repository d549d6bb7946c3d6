// SPDX-License-Identifier: MIT
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";

/** Programs in namespaces of their own, which end with their last process. */

/** Root makes namespaces as it is; anybody else is root of a user namespace, where the machine has those for everybody. */
const asRoot: readonly string[] = process.getuid?.() === 0 ? [] : ["--user", "--map-root-user"];

const available = spawnSync("unshare", [...asRoot, "--net", "--mount", "true"]).status === 0;

/** For node:test's `skip`. With CI=true, the test runs all the same, and fails: there it must not go missing unseen. */
export const unlessNamespaces: string | false =
  available || process.env.CI === "true" ? false : "needs root or user namespaces, for a namespace of its own";

/** A command that runs another one in a new network namespace. */
export function inNamespace(command: readonly string[]): string[] {
  return ["unshare", ...asRoot, "--net", ...command];
}

/**
 * Runs `body` while there is a network namespace that a shell script has made ready.
 *
 * @param body is given what goes in front of a command that is to run there
 */
export async function withNamespace<T>(script: string, body: (enter: readonly string[]) => T | Promise<T>): Promise<T> {
  // It ends with its standard input, and so with this process, however that ends.
  const [file = "", ...args] = inNamespace(["sh", "-euc", `${script}\necho ready\nexec cat`]);
  const holder = spawn(file, args, { stdio: ["pipe", "pipe", "inherit"] });
  const exited = once(holder, "exit");
  try {
    const [said] = await Promise.race([once(holder.stdout, "data"), exited.then(() => ["nothing"])]);
    if (String(said) !== "ready\n") throw new Error(`the namespace is not ready: ${said}`);
    // nsenter may set no groups in the user namespace, and needs not: the user is root there already.
    const user = asRoot.length === 0 ? [] : [`--user=/proc/${holder.pid}/ns/user`, "--preserve-credentials"];
    return await body(["nsenter", ...user, `--net=/proc/${holder.pid}/ns/net`]);
  } finally {
    holder.stdin.end();
    await exited;
  }
}

/**
 * A command that runs another one where /dev holds nothing but these files of a folder: neither does what it logs get
 * into this machine's log, nor anything else into this machine's devices. The folder must have an empty directory `dev`.
 */
export function withDevices(command: readonly string[], folder: string, files: readonly string[]): string[] {
  const script = `
    mount -t tmpfs none "$0/dev"
    for file in ${files.join(" ")}; do touch "$0/dev/$file"; mount --bind "$0/$file" "$0/dev/$file"; done
    mount --rbind "$0/dev" /dev
    exec "$@"`;
  return ["unshare", ...asRoot, "--mount", "sh", "-euc", script, folder, ...command];
}
