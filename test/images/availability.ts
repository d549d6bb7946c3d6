// SPDX-License-Identifier: MIT
/** Whether images can be built and booted here. */
import { getuid } from "node:process";
import { unlessOnCi, whyToolsMissing, whyUnavailable } from "../vm/availability.ts";

/** @returns as whyUnavailable */
export async function whyNoImages(): Promise<string | undefined> {
  if (getuid?.() !== 0) return unlessOnCi("only root can build an image: debootstrap needs it");
  return (
    unlessOnCi(await whyToolsMissing(["debootstrap", "mke2fs"], "debootstrap e2fsprogs")) ?? (await whyUnavailable())
  );
}
