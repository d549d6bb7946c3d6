// SPDX-License-Identifier: MIT
import { Exit, Failure } from "../errors.ts";
import { type Extended, extendedPath, headerOf, linkOf, numberOf, pathOf, readRecords } from "./tar-header.ts";

/** A file with its content, a symlink with its target, or a directory. */
export interface Entry {
  readonly type: "file" | "symlink" | "directory";
  /** Absolute, without `.`, `..` and a slash at the end. */
  readonly path: string;
  /** Empty for a directory. */
  readonly content: string;
}

const BLOCK = 512;
const END = "\0".repeat(BLOCK);

/** As PATH_MAX of Linux: a longer path could not be used, and takes long to resolve. */
const PATH_MAX = 4095;

/**
 * A tar archive: ustar, with pax headers for what is too long for it (POSIX.1-2017, pax, "ustar Interchange Format"). The
 * paths in it are relative. The same entries always give the same bytes.
 */
export function formatTar(entries: readonly Entry[]): string {
  return `${entries.map(formatEntry).join("")}${END}${END}`;
}

/**
 * The entries of a tar archive, in order: of ustar, pax or GNU tar. A hard link is a file with the content of the other.
 * Devices and the like are left out.
 *
 * @throws Failure if it is no tar archive, or if it is cut off
 */
export function parseTar(archive: string): Entry[] {
  const entries: Entry[] = [];
  const files: Map<string, string> = new Map();
  let extended: Extended = {};
  for (let at = 0; ; ) {
    const header = archive.slice(at, at + BLOCK);
    if (header.length < BLOCK) throw malformed(at === 0 ? "it is too short" : "its end is missing");
    if (header === END) return entries;
    if (!hasChecksum(header)) throw malformed(at === 0 ? "it has no header" : `no header at byte ${at}`);
    const size = numberOf(header, 124, 12);
    if (size === undefined || at + BLOCK + size > archive.length) throw malformed(`a file is cut off at byte ${at}`);
    const content = archive.slice(at + BLOCK, at + BLOCK + size);
    at += BLOCK + padded(size);
    const type = header.charAt(156);
    if (type === "x") extended = { ...extended, ...readRecords(content) };
    else if (type === "L" || type === "K") extended[type === "L" ? "path" : "linkpath"] = content.split("\0")[0] ?? "";
    if ("xLKg".includes(type)) continue;
    const path = normalized(extended.path ?? pathOf(header));
    const target = extended.linkpath ?? linkOf(header);
    extended = {};
    if ("0\x007".includes(type)) files.set(path, content);
    if ("0\x007".includes(type)) entries.push({ type: "file", path, content });
    else if (type === "1") entries.push({ type: "file", path, content: files.get(normalized(target)) ?? "" });
    else if (type === "2" && target.length <= PATH_MAX) entries.push({ type: "symlink", path, content: target });
    else if (type === "5") entries.push({ type: "directory", path, content: "" });
  }
}

function formatEntry({ type, path, content }: Entry): string {
  const name = path.slice(1) + (type === "directory" ? "/" : "");
  const target = type === "symlink" ? content : "";
  const body = type === "file" ? content : "";
  const records = extendedPath(name, target);
  const before = records === "" ? "" : headerOf("x", "pax", "", records.length) + filled(records);
  return before + headerOf({ file: "0", symlink: "2", directory: "5" }[type], name, target, body.length) + filled(body);
}

function filled(content: string): string {
  return content + "\0".repeat(padded(content.length) - content.length);
}

function padded(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK;
}

/** The checksum of a header is the sum of its bytes, with its own field read as spaces. */
function hasChecksum(header: string): boolean {
  let sum = 8 * 0x20;
  for (let at = 0; at < BLOCK; at++) if (at < 148 || at >= 156) sum += header.charCodeAt(at);
  return numberOf(header, 148, 8) === sum;
}

function normalized(path: string): string {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..") || path.length > PATH_MAX) throw malformed("a path in it cannot be used");
  return `/${parts.join("/")}`;
}

function malformed(what: string): Failure {
  return new Failure(Exit.usage, `not a usable tar archive: ${what}`);
}
