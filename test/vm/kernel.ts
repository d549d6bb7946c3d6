// SPDX-License-Identifier: MIT
/** The guest's kernel, in the form that starts fastest. */
import { readFile, rename } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Suite } from "./apt.ts";
import { x86 } from "./architectures.ts";
import { cacheFolder, isThere, missingTools, runTool } from "./host.ts";
import { kernelRelease, unpackPackages } from "./packages.ts";

/** The bytes that the compressed part of a bzImage may begin with, and the tool that unpacks it. */
const decompressors = [
  { magic: Buffer.from("fd377a585a00", "hex"), tool: "xz", options: "--decompress --single-stream --stdout" },
  { magic: Buffer.from("28b52ffd", "hex"), tool: "zstd", options: "--decompress --stdout" },
];

/**
 * Unpacks a suite's kernel, once, because an emulated processor needs 4 s for that at each start. QEMU can start the
 * unpacked kernel too (by PVH).
 *
 * @returns the path of the unpacked kernel, or of the packed one if it cannot be unpacked
 */
export async function findKernel(suite: Suite): Promise<string> {
  const root = await unpackPackages(suite);
  const release = await kernelRelease(root);
  const packed = join(root, "boot", `vmlinuz-${release}`);
  // On other architectures, QEMU starts the file as it is.
  if ((suite.architecture ?? x86) !== x86) return packed;
  const unpacked = join(cacheFolder, `${basename(root)}-vmlinux-${release}`);
  return (await isThere(unpacked)) || (await unpackKernel(packed, unpacked)) ? unpacked : packed;
}

/** @returns whether it could be unpacked: its compression is known, and the tool for that is here */
export async function unpackKernel(packed: string, target: string): Promise<boolean> {
  // The fields of the header are described in the kernel's Documentation/arch/x86/boot.rst.
  const image = await readFile(packed);
  const payload = (image.readUInt8(0x1f1) + 1) * 512 + image.readUInt32LE(0x248);
  const found = decompressors.find(({ magic }) => image.subarray(payload).indexOf(magic) === 0);
  if (found === undefined || (await missingTools([found.tool])).length > 0) return false;
  const unfinished = `${target}.${process.pid}`;
  // The last four bytes are not part of the archive. They are its unpacked length.
  const length = image.readUInt32LE(0x24c) - 4;
  const script = `tail -c +${payload + 1} "$1" | head -c ${length} | ${found.tool} ${found.options} >"$2"`;
  await runTool("sh", ["-c", script, "sh", packed, unfinished], 60_000);
  await rename(unfinished, target);
  return true;
}
