// SPDX-License-Identifier: MIT
/** Small initramfs images, made by cpio and the compressors. */
import { execFileSync } from "node:child_process";
import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { withFolder } from "../../support/folder.ts";

/** A file of an image: its text, and when it was changed last, in seconds since 1970. */
export interface Content {
  readonly text: string;
  readonly modified: number;
}

export type Contents = { readonly [path: string]: Content };

/** What compresses the image: a command, or none. */
export type Compressor = readonly string[];

export const COMPRESSORS: { readonly [name: string]: Compressor } = {
  gzip: ["gzip"],
  xz: ["xz", "--check=crc32"],
  lz4: ["lz4", "-l"],
  zstd: ["zstd", "-q"],
  bzip2: ["bzip2"],
  lzma: ["xz", "--format=lzma"],
  none: ["cat"],
};

/** An archive in the format of an initramfs. The directories are as new as `now`. */
export function cpioOf(contents: Contents, now: number): Promise<Buffer> {
  return withFolder({}, (folder) => {
    for (const [path, content] of Object.entries(contents)) writeAt(join(folder, path), content);
    execFileSync("find", [folder, "-type", "d", "-exec", "touch", "-d", `@${now}`, "{}", "+"]);
    const script = "find . -print0 | LC_ALL=C sort -z | cpio -o -0 -H newc --quiet";
    return execFileSync("sh", ["-c", script], { cwd: folder });
  });
}

export function compress(archive: Buffer, [program = "", ...args]: Compressor): Buffer {
  return execFileSync(program, args, { input: archive, stdio: ["pipe", "pipe", "ignore"] });
}

/**
 * A unified kernel image with these sections, as ukify writes it: the content of a section is padded to 512 bytes
 * (Microsoft's "PE Format").
 */
export function unifiedOf(sections: { readonly [name: string]: Buffer }): Buffer {
  const start = 0x78;
  const optional = 0xf0;
  const all = Object.entries(sections);
  const align = (length: number) => Math.ceil(length / 512) * 512;
  const table = start + 24 + optional;
  const header = Buffer.alloc(align(table + 40 * all.length));
  header.write("MZ", "latin1");
  header.writeUInt32LE(start, 0x3c);
  header.write("PE\0\0", start, "latin1");
  header.writeUInt16LE(all.length, start + 6);
  header.writeUInt16LE(optional, start + 20);
  const parts: Buffer[] = [header];
  let at = header.length;
  for (const [index, [name, content]] of all.entries()) {
    const entry = table + 40 * index;
    header.write(name, entry, "latin1");
    header.writeUInt32LE(content.length, entry + 8);
    header.writeUInt32LE(align(content.length), entry + 16);
    header.writeUInt32LE(at, entry + 20);
    parts.push(content, Buffer.alloc(align(content.length) - content.length));
    at += align(content.length);
  }
  return Buffer.concat(parts);
}

/** Writes a file with its time. */
export function writeAt(path: string, { text, modified }: Content): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, "latin1");
  utimesSync(path, modified, modified);
}
