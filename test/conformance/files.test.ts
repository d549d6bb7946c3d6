// SPDX-License-Identifier: MIT
/** The calls that read files: both hosts give the same, correct results. */
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { test } from "node:test";
import { type Entries, withFolder } from "../support/folder.ts";
import { unprivileged } from "../support/privileges.ts";
import { conform, EVERY_BYTE, HOSTS } from "./hosts.ts";
import { refusal } from "./refusal.ts";

const TO_READ: Entries = {
  small: "hello\n",
  empty: "",
  "every-byte": EVERY_BYTE,
  large: `${"x".repeat((3 << 20) + 1)}end\n`,
  link: { link: "small" },
  dangling: { link: "../no where/\xff" },
  loop: { link: "loop" },
  fifo: { fifo: true },
  "\xff\xe9": "bytes",
  unreadable: { file: "secret", mode: 0 },
  secret: { directory: true, mode: 0 },
  nothing: { directory: true },
  "names/b": "",
  "names/a": "",
  "names/B": "",
  "names/\xff": "",
  "names/\xc3\xa9": "",
  "names/\x01\x1b[31m": "",
  "names/.hidden": "",
  "names/directory/inside": "",
};

const NOTHING = { gives: null };

for (const host of HOSTS) {
  test(`${host.name}: reads`, async () => {
    await withFolder(TO_READ, (folder) => {
      const refused = (call: string, path: string, code: string) => refusal(`${call} ${path}`, code);
      const here = (name: string) => `${folder}/${name}`;
      const known = { modified: true, inode: true, device: statSync(folder).dev };
      assert.deepEqual(conform(host, "readsFiles", [folder], { before: unprivileged }), {
        "readFile, small": { gives: "hello\n" },
        "readFile, empty": { gives: "" },
        "readFile, empty, at a limit of 0": { gives: "" },
        "readFile, every byte": { gives: EVERY_BYTE },
        "readFile, as large as the limit": { gives: "hello\n" },
        "readFile, a byte over the limit": refused("read", here("small"), "EFBIG"),
        "readFile, large: length": { gives: (3 << 20) + 5 },
        "readFile, large: end": { gives: "end\n" },
        "readFile, over the limit": refused("read", here("large"), "EFBIG"),
        "readFile, of the kernel": { gives: "Linux\n" },
        "readFile, by a link": { gives: "hello\n" },
        "readFile, name of bytes": { gives: "bytes" },
        "readFile, FIFO": refused("read", here("fifo"), "EOPNOTSUPP"),
        "readFile, directory": refused("read", here("names"), "EOPNOTSUPP"),
        "readFile, device": refused("read", "/dev/zero", "EOPNOTSUPP"),
        "readFile, missing": NOTHING,
        "readFile, below a file": NOTHING,
        "readFile, link to itself": refused("read", here("loop"), "ELOOP"),
        "readFile, unreadable": refused("read", here("unreadable"), "EACCES"),
        "readFile, name too long": refused("read", here("x".repeat(256)), "ENAMETOOLONG"),
        "readFile, name with a NUL": { throws: "TypeError" },
        readSymlink: { gives: "small" },
        "readSymlink, dangling, target of bytes": { gives: "../no where/\xff" },
        "readSymlink, file": refused("readlink", here("small"), "EINVAL"),
        "readSymlink, missing": NOTHING,
        "fileStatus, file": { gives: { isFile: true, isDirectory: false, permissions: 0o644, size: 6, ...known } },
        "fileStatus, link": { gives: { isFile: true, isDirectory: false, permissions: 0o644, size: 6, ...known } },
        "fileStatus, directory": {
          gives: { isFile: false, isDirectory: true, permissions: 0o755, size: "any", ...known },
        },
        "fileStatus, FIFO": { gives: { isFile: false, isDirectory: false, permissions: 0o644, size: "any", ...known } },
        "fileStatus, dangling": NOTHING,
        "fileStatus, loop": refused("stat", here("loop"), "ELOOP"),
        readDirectory: {
          gives: ["\x01\x1b[31m", ".hidden", "B", "a", "b", "directory", "\xc3\xa9", "\xff"],
        },
        "readDirectory, empty": { gives: [] },
        "readDirectory, file": NOTHING,
        "readDirectory, missing": NOTHING,
        "readDirectory, unreadable": refused("open directory", here("secret"), "EACCES"),
      });
    });
  });
}
