// SPDX-License-Identifier: MIT
/** Runs scripts in a new Debian (see run.sh). */
import { whyUnfetched } from "../vm/availability.ts";
import { missingTools, projectFolder, runTool } from "../vm/host.ts";

/** A release of Debian with packages, such as `trixie` and `mandoc groff-base`. */
export interface Debian {
  suite: string;
  packages: string;
}

const script = `${projectFolder}/test/debian/run.sh`;

/**
 * Makes the Debian, so that only the first test waits for it.
 *
 * @returns undefined if it is available, otherwise the reason
 * @throws Error with that text if the environment has CI=true
 */
export function whyNoDebian({ suite, packages }: Debian): Promise<string | undefined> {
  return whyUnfetched(`a new Debian (${suite})`, async () => {
    if (process.getuid?.() !== 0) throw new Error("it needs root");
    const missing = await missingTools(["debootstrap", "unshare", "apt-get"]);
    if (missing.length > 0) throw new Error(`no ${missing.join(", ")}`);
    await runTool(script, [suite, packages], LIMIT);
  });
}

/**
 * Runs a script as root, without the network.
 *
 * @param folder is /results there
 * @param command the script, a path below the project, and its arguments
 * @param limit the deadline, in milliseconds
 * @returns its standard output
 * @throws Error if it fails
 */
export function runInDebian(
  { suite, packages }: Debian,
  folder: string,
  command: string[],
  limit = LIMIT,
): Promise<string> {
  const { PATH = "" } = process.env;
  return runTool(script, [suite, packages, folder, ...command], limit, { env: { PATH, OFFLINE: "yes" } });
}

const LIMIT = 600_000;
