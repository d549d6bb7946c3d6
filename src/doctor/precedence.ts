// SPDX-License-Identifier: MIT
import { foreseen } from "../host/faults.ts";
import { type Files, readSymlinkTarget } from "../host/files.ts";
import { type Subject, typedPath } from "./check.ts";

/** A configuration file of udev or systemd, and the files of the same name that it hides. */
export interface PlacedFile {
  readonly name: string;
  /** The file that counts. */
  readonly path: string;
  /** The files of the same name in directories with less precedence. */
  readonly hidden: readonly string[];
  /** Empty if the file is masked. */
  readonly text: string;
  /** A symlink to /dev/null, and an empty file, mask the files of the same name. */
  readonly isMasked: boolean;
  /** Why it cannot be read; undefined if it can. Then the text is empty, and the file is not masked. */
  readonly error: unknown;
}

const SIZE_LIMIT = 1024 * 1024;

/**
 * The configuration files of a folder such as udev/rules.d, in the order in which they are read: by name, whatever the
 * directory (systemd, src/basic/conf-files.c). Of files with the same name, that of the first directory counts.
 *
 * @param ending of the names, such as ".rules"
 * @throws SystemError or Failure if a directory cannot be read
 */
export function placedFiles(files: Files, folder: string, ending: string): PlacedFile[] {
  const paths: { [name: string]: string[] } = Object.create(null);
  for (const directory of directoriesOf(files)) {
    for (const name of files.readDirectory(`${directory}/${folder}`) ?? []) {
      if (!name.endsWith(ending)) continue;
      paths[name] ??= [];
      paths[name].push(`${directory}/${folder}/${name}`);
    }
  }
  return Object.keys(paths)
    .sort()
    .map((name) => {
      const [path = "", ...hidden] = paths[name] ?? [];
      return { name, path, hidden, ...contentOf(files, path) };
    });
}

/** The text of a file, or why it cannot be read. */
export function contentOf(files: Files, path: string): Pick<PlacedFile, "text" | "isMasked" | "error"> {
  try {
    const text = readText(files, path);
    return { text, isMasked: text === "", error: undefined };
  } catch (error) {
    if (foreseen(error) === undefined) throw error;
    return { text: "", isMasked: false, error };
  }
}

/** CONF_PATHS of systemd (src/basic/constants.h), and /lib if it is not the same directory as /usr/lib. */
function directoriesOf(files: Files): string[] {
  const [lib, usrLib] = [files.fileStatus("/lib"), files.fileStatus("/usr/lib")];
  const isMerged = lib?.inode === usrLib?.inode && lib?.device === usrLib?.device;
  return ["/etc", "/run", "/usr/local/lib", "/usr/lib", ...(isMerged ? [] : ["/lib"])];
}

/**
 * The file in /etc that an administrator changes instead of a file elsewhere, which is a package's or is written again at each
 * boot: it hides the one of the same name. The path is as it is typed.
 *
 * @returns also the command that makes it, if it is another file. It may be there already, with another change
 */
export function ownFile(subject: Subject, path: string): { readonly path: string; readonly copy: readonly string[] } {
  const own = path.replace(/^\/(?:usr\/(?:local\/)?lib|lib|run)\//, "/etc/");
  const typed = typedPath(subject, own);
  return { path: typed, copy: own === path ? [] : [`test -e ${typed} || cp ${typedPath(subject, path)} ${typed}`] };
}

/** The text of a file; empty if it is missing or masked. */
export function readText(files: Files, path: string): string {
  // First, because the error of reading /dev/null is another one for a captured root.
  if (readSymlinkTarget(files, path) === "/dev/null") return "";
  return files.readFile(path, SIZE_LIMIT) ?? "";
}
