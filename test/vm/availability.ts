/** Whether virtual machines can be had here at all. */
import { machineSuite } from "./apt.ts";
import { missingTools } from "./host.ts";
import { unpackPackages } from "./packages.ts";

const tools = ["qemu-system-x86_64", "cpio", "setpriv", "apt-get", "dpkg-deb", "tar"];

/**
 * Fetches what the machines need, so that only the first test of all waits for it.
 *
 * @returns undefined if all is there, else why not and what to do
 * @throws Error with that text instead where the environment has CI=true: there the tests must not go missing unseen
 */
export async function whyUnavailable(): Promise<string | undefined> {
  const missing = await missingTools(tools);
  const reason =
    missing.length > 0
      ? `no ${missing.join(", ")}: apt-get install --no-install-recommends qemu-system-x86 cpio`
      : await unpackPackages(machineSuite).then(
          () => undefined,
          (error: unknown) => `the guest's packages cannot be had, is the network there? ${error}`,
        );
  const { CI } = process.env;
  if (reason !== undefined && CI === "true") throw new Error(reason);
  return reason;
}
