// SPDX-License-Identifier: MIT
import { type Files, readNames } from "../../host/files.ts";
import { matchesGlob } from "../../text/glob.ts";
import { readText } from "../precedence.ts";

/** A line of interfaces(5): its words, and where it is. */
export interface InterfacesLine {
  readonly words: readonly string[];
  readonly path: string;
  readonly line: number;
}

/** At most so many files, lines, and names in a directory or a line: nobody has more, except to make this run for ever. */
const FILE_LIMIT = 200;
const LINE_LIMIT = 2000;
const WORD_LIMIT = 200;

/**
 * The lines of /etc/network/interfaces and of the files that it includes, in order. A `\` joins a line with the
 * next one (interfaces(5), FILE FORMAT and INCLUDING OTHER FILES).
 */
export function interfacesLines(files: Files): InterfacesLine[] {
  const lines: InterfacesLine[] = [];
  const seen: { [path: string]: true } = Object.create(null);
  const read = (path: string): void => {
    if (seen[path] || Object.keys(seen).length >= FILE_LIMIT) return;
    seen[path] = true;
    for (const line of linesOf(readText(files, path), path)) {
      const [keyword, ...rest] = line.words;
      if (keyword === "source" || keyword === "source-directory")
        for (const pattern of rest) for (const one of expand(files, absolute(pattern, path))) read(one);
      else lines.push(line);
    }
  };
  read("/etc/network/interfaces");
  return lines.slice(0, LINE_LIMIT);
}

function linesOf(text: string, path: string): InterfacesLine[] {
  const lines: InterfacesLine[] = [];
  let start = 0;
  let joined = "";
  for (const [index, raw] of text.split("\n").entries()) {
    if (joined === "") start = index + 1;
    const line = joined + raw;
    joined = "";
    // A comment ends at its line, whatever its last character is.
    if (/^\s*#/.test(line)) continue;
    if (line.endsWith("\\")) joined = `${line.slice(0, -1)} `;
    else if (line.trim() !== "") lines.push({ words: line.trim().split(/\s+/, WORD_LIMIT), path, line: start });
  }
  return lines;
}

function absolute(path: string, from: string): string {
  return path.startsWith("/") ? path : from.slice(0, from.lastIndexOf("/") + 1) + path;
}

/** The files that a pattern of a shell means, as wordexp(3) does it. A directory means its files. */
function expand(files: Files, pattern: string): string[] {
  let found = [""];
  for (const part of pattern.split("/").slice(1)) {
    found = found
      .slice(0, FILE_LIMIT)
      .flatMap((directory) =>
        /[*?[]/.test(part)
          ? (readNames(files, directory === "" ? "/" : directory) ?? [])
              .filter((name) => !name.startsWith(".") && matchesGlob(name, part))
              .map((name) => `${directory}/${name}`)
          : [`${directory}/${part}`],
      );
  }
  return found.flatMap((path) => (files.fileStatus(path)?.isDirectory ? inDirectory(files, path) : [path]));
}

/** The files of a directory that have plain names: no backup and no hidden file (interfaces(5), source-directory). */
function inDirectory(files: Files, directory: string): string[] {
  return (readNames(files, directory) ?? [])
    .filter((name) => /^[A-Za-z0-9_-]+$/.test(name))
    .map((name) => `${directory}/${name}`)
    .filter((path) => files.fileStatus(path)?.isFile);
}
