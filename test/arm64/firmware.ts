// SPDX-License-Identifier: MIT
/** UEFI for arm64, as clouds have it. It describes the machine by ACPI; without it, QEMU does so by a device tree. */
import { join } from "node:path";
import type { Suite } from "../vm/apt.ts";
import { cacheFolder } from "../vm/host.ts";
import { fetchPackages, makeTree, unpackDebs } from "../vm/packages.ts";

const wanted = "qemu-efi-aarch64";

/**
 * Fetches and unpacks the firmware, once.
 *
 * @returns its path
 * @throws Error if it is not available
 */
export async function fetchFirmware(suite: Suite): Promise<string> {
  const root = await makeTree(join(cacheFolder, `root-${suite.name}-firmware`), wanted, async (tree) => {
    await unpackDebs(await fetchPackages(suite, `${suite.name}-firmware`, [wanted]), tree);
  });
  return join(root, "usr/share/qemu-efi-aarch64/QEMU_EFI.fd");
}
