// SPDX-License-Identifier: MIT
/** The faults that `doctor` must find in an image: each is a folder of faults/. A new one needs no code. */
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Expected } from "../doctor/case.ts";

/** A finding that doctor must have. */
export interface ExpectedOf extends Expected {
  check: string;
}

/** The about.json of a fault. */
export interface Fault {
  name: string;
  /** What is wrong, in a sentence. */
  about: string;
  /** The images of the catalog that it is tested on. */
  images: string[];
  /** Was the initramfs made without the product? The product is then copied into the image. */
  without?: true;
  /** Lines of shell that make the fault, in the image or in the guest. */
  make: string[];
  /** What doctor must find in the image. */
  finds: ExpectedOf[];
  /** What doctor must find in the guest. Default: the same. */
  "finds in the guest"?: ExpectedOf[];
  /** The check whose way out ends the fault. */
  "way out of": string;
  /** Is it tested in `make test` too? An initramfs takes a minute, so most are not. */
  "in make test"?: true;
  /** The name that a primary has because of the fault, after a replug in the guest. Without it, the guest is not booted. */
  replug?: string;
  /** The same, at the end of the initramfs. */
  boot?: string;
}

const folder = fileURLToPath(new URL("faults", import.meta.url));

/** @returns all faults, in alphabetical order */
export async function findFaults(): Promise<Fault[]> {
  const names = (await readdir(folder)).sort();
  return await Promise.all(
    names.map(async (name) => ({ name, ...JSON.parse(await readFile(`${folder}/${name}/about.json`, "utf8")) })),
  );
}
