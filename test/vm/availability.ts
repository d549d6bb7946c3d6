// SPDX-License-Identifier: MIT
/** Whether virtual machines are available here. */

import { machineSuite, type Suite } from "./apt.ts";
import { emulatorOf, qemuOf, x86 } from "./architectures.ts";
import { missingTools } from "./host.ts";
import { fetchHeaders } from "./kernel-module.ts";
import { unpackPackages } from "./packages.ts";
import { suiteOf } from "./suites.ts";

const tools = ["cpio", "setpriv", "apt-get", "dpkg-deb", "tar"];

/**
 * Fetches what the machines need, so that only the first test waits for it.
 *
 * @returns undefined if everything is available, otherwise the reason and what to do
 * @throws Error with that text if the environment has CI=true, because CI must not skip tests unnoticed
 */
export async function whyUnavailable(suite: Suite = machineSuite): Promise<string | undefined> {
  const architecture = suite.architecture ?? x86;
  return unlessOnCi(
    (await whyToolsMissing(
      [qemuOf(architecture), ...emulatorOf(architecture), ...tools],
      `${architecture.qemuPackage} qemu-user cpio`,
    )) ?? (await whyNot("the guest's packages", () => unpackPackages(suite))),
  );
}

/** The same for machines of one release of Debian with a kernel module of the project's own. */
export async function whyModuleUnavailable(release: string): Promise<string | undefined> {
  const suite = await suiteOf(release).catch((error: unknown) => String(error));
  if (typeof suite === "string") return unlessOnCi(suite);
  return (
    (await whyUnavailable(suite)) ??
    unlessOnCi(
      (await whyToolsMissing(["make", "gcc-12"], "make gcc-12")) ??
        (await whyNot("the kernel's headers", () => fetchHeaders(suite))),
    )
  );
}

/** The same for what `fetch` fetches. */
export async function whyUnfetched(what: string, fetch: () => Promise<unknown>): Promise<string | undefined> {
  return unlessOnCi(await whyNot(what, fetch));
}

/** @returns undefined if all these commands are here, otherwise what to do */
export async function whyToolsMissing(commands: string[], packages: string): Promise<string | undefined> {
  const missing = await missingTools(commands);
  if (missing.length === 0) return undefined;
  return `no ${missing.join(", ")}: apt-get install --no-install-recommends ${packages}`;
}

async function whyNot(what: string, fetch: () => Promise<unknown>): Promise<string | undefined> {
  return fetch().then(
    () => undefined,
    (error: unknown) => `${what} cannot be had, is the network there? ${error}`,
  );
}

/** @returns the reason; with CI=true, throws it */
export function unlessOnCi(reason: string | undefined): string | undefined {
  const { CI } = process.env;
  if (reason !== undefined && CI === "true") throw new Error(reason);
  return reason;
}
