// SPDX-License-Identifier: MIT
import { adviceFor, foreseen } from "../host/faults.ts";
import type { Files } from "../host/files.ts";
import type { Finding } from "./check.ts";
import type { PlacedFile } from "./precedence.ts";

/** The finding for an error that the program or the system foresees. Throws any other one. */
export function findingFor(error: unknown, found: string, why: string): Finding {
  const failure = foreseen(error);
  if (failure === undefined) throw error;
  const { code = "", message } = failure;
  const fix = isDenied(code) ? "run doctor as root" : (adviceFor(code) ?? "correct it, and run doctor again");
  return { severity: "warning", found, where: message, why, fix };
}

/** Is it an errno for what only root may do? */
export function isDenied(code: string | undefined): boolean {
  return code === "EACCES" || code === "EPERM";
}

/** A finding for each file that cannot be read. */
export function unreadable(files: Files, placed: readonly PlacedFile[]): Finding[] {
  return placed
    .filter(({ error }) => error !== undefined)
    .map(({ path, error }) => ({ ...findingFor(error, "it cannot be read", WHY), where: files.path(path) }));
}

const WHY = "Nobody knows what is in it, and no file of the same name in another directory counts.";
