// SPDX-License-Identifier: MIT
import { Exit, Failure } from "../errors.ts";
import { type Files, filesOf } from "../host/files.ts";
import { type Host, isSystemError } from "../host/host.ts";
import { parseTar } from "../text/tar.ts";
import { tarFiles } from "./tar-files.ts";

const TAR_LIMIT = 64 * 1024 * 1024;

/** The files of a tar archive, or those below a directory. Throws Failure. */
export function filesIn(host: Host, root: string): Files {
  const archive = readArchive(host, root);
  if (archive === undefined) return filesOf(host, root);
  try {
    return tarFiles(root, parseTar(archive));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const isGzip = archive.startsWith("\x1f\x8b");
    throw new Failure(error.exitCode, `${root}: ${isGzip ? "it is compressed: unpack it with gunzip" : error.message}`);
  }
}

/** The content of the file `root`; undefined if it is none. If it cannot be read, its first file says so. */
function readArchive(host: Host, root: string): string | undefined {
  try {
    return host.readFile(root, TAR_LIMIT);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code === "EFBIG") throw new Failure(Exit.usage, `${root}: larger than ${TAR_LIMIT} bytes`);
    return undefined;
  }
}
