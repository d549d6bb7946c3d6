// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { test } from "node:test";
import { filesOf } from "../../src/host/files.ts";
import { nodeHost } from "../../src/host/node/host.ts";
import { type Entries, withFolder } from "../support/folder.ts";

const IMAGE: Entries = {
  "outside/secret": "of this machine",
  "root/usr/lib/os-release": "of the image",
  "root/etc/os-release": { link: "../usr/lib/os-release" },
  "root/etc/absolute": { link: "/usr/lib/os-release" },
  "root/etc/up": { link: "../../../../../outside/secret" },
  "root/etc/loop": { link: "loop" },
  "root/etc/masked": { link: "/dev/null" },
  "root/lib": { link: "usr/lib" },
  "root/leaf": { link: "/lib/" },
};

test("no symlink of a root leads out of it", async () => {
  await withFolder(IMAGE, (folder) => {
    const files = filesOf(nodeHost([]), `${folder}/root`);
    const read = (path: string) => files.readFile(path, 100);
    assert.equal(read("/etc/os-release"), "of the image");
    assert.equal(read("/etc/absolute"), "of the image");
    assert.equal(read("/lib/os-release"), "of the image");
    assert.equal(read("/leaf/os-release"), "of the image");
    assert.equal(read("/etc/../lib/./os-release"), "of the image");
    assert.equal(read("/etc/up"), undefined);
    assert.equal(read("/../outside/secret"), undefined);
    assert.deepEqual(files.readDirectory("/leaf"), ["os-release"]);
    assert.equal(files.readSymlink("/etc/absolute"), "/usr/lib/os-release");
    assert.equal(files.fileStatus("/etc/absolute")?.size, 12);
    assert.throws(() => read("/etc/masked"), { code: "EOPNOTSUPP" });
    assert.throws(() => read("/etc/loop"), { code: "ELOOP", message: /^open .*loop: / });
  });
});
