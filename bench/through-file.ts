// SPDX-License-Identifier: MIT
import { readFileSync } from "node:fs";
import tmp from "tmp";

/** The output of a tool that can write only to a file. */
export function throughFile(write: (file: string) => void): string {
  const { name: file, removeCallback: remove } = tmp.fileSync({ prefix: "failover-ifname-bench" });
  try {
    write(file);
    return readFileSync(file, "utf8");
  } finally {
    remove();
  }
}
