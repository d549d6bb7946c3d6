// SPDX-License-Identifier: MIT
/** What `capture` writes for a machine and for a captured root. */
import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { test } from "node:test";
import { EXECUTABLES, runProgram } from "../support/executables.ts";
import { snapshot, withFolder } from "../support/folder.ts";
import { inNamespace, unlessNamespaces } from "../support/namespace.ts";
import { unprivileged } from "../support/privileges.ts";
import { projectPath, run } from "../support/run.ts";

/** A machine with two links, and an entry in udev's database that repeats their addresses in other forms. */
const MACHINE = `
  mount -t sysfs none /sys
  mount -t tmpfs none /run
  ip link add usb0 address 52:54:00:ab:cd:ef type ifb
  ip link add wlx525400123456 address 52:54:00:12:34:56 type ifb
  ip link property add dev usb0 altname WWX525400ABCDEF
  mkdir -p /run/udev/data
  index=$(cat /sys/class/net/usb0/ifindex)
  printf 'E:ID_SERIAL_SHORT=525400ABCDEF\\nE:ID_PATH=vmbus-525400ab-cdef-5254-00ab-cdef525400ab\\nE:X=52-54-00-12-34-56\\n' \
    > /run/udev/data/n$index
  exec "$@"`;

for (const executable of EXECUTABLES) {
  test(`${executable.host}: capture --redact leaves no address`, { skip: unlessNamespaces }, async () => {
    await withFolder({}, (folder) => {
      const root = `${folder}/root`;
      const inMachine = inNamespace(["--mount", "sh", "-euc", MACHINE, "sh"]);
      const { status, stderr } = run([...inMachine, ...executable.command, "capture", "--redact", root]);
      assert.deepEqual([status, stderr], [0, ""]);
      const files = snapshot(root).map((line) => {
        const [path = "", content = ""] = line.slice(root.length).split(" ");
        return `${path} ${line.includes(" -> ") ? line.split(" -> ")[1] : Buffer.from(content, "base64").toString("latin1")}`;
      });
      const digits = files.map((file) => file.toLowerCase().replace(/[^0-9a-f]/g, ""));
      for (const address of ["525400abcdef", "525400123456"]) {
        assert.deepEqual(
          files.filter((_, index) => digits[index]?.includes(address)),
          [],
        );
      }
      const shown = runProgram(executable, ["explain", "--json", "--root", root, "usb0"]);
      assert.equal(shown.status, 1, shown.stderr);
    });
  });
}

for (const executable of EXECUTABLES) {
  test(`${executable.host}: capture --root leaves out what cannot be read, as on this machine`, async () => {
    const unreadable = {
      "root/etc/dhcpcd.conf": { file: "", mode: 0 },
      "root/etc/network/interfaces": { fifo: true },
    } as const;
    await withFolder(unreadable, (folder) => {
      cpSync(projectPath("test/captures/settled"), `${folder}/root`, { recursive: true, verbatimSymlinks: true });
      const args = ["capture", "--root", `${folder}/root`, `${folder}/copy`];
      const { status, stdout, stderr } = run([...unprivileged, ...executable.command, ...args]);
      assert.deepEqual([status, stderr], [0, ""]);
      assert.deepEqual(stdout.split("\n").slice(2, -1), [
        "left out /etc/network/interfaces: it is not a regular file",
        "left out /etc/dhcpcd.conf: only root may read it",
      ]);
    });
  });
}
