// SPDX-License-Identifier: MIT
import { readFileSync } from "node:fs";
import tmp from "tmp";

/** What a tool writes, for tools that write into files alone. */
export function throughFile(write: (file: string) => void): string {
  const { name: file, removeCallback: remove } = tmp.fileSync({ prefix: "failover-ifname-bench" });
  try {
    write(file);
    return readFileSync(file, "utf8");
  } finally {
    remove();
  }
}
