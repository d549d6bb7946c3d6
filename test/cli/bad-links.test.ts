// SPDX-License-Identifier: MIT
/** Links that do not exist, and links that the program has nothing to do with, in the test's own network namespace. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EXECUTABLES, type Executable, QUICKJS } from "../support/executables.ts";
import { unlessNamespaces, withNamespace } from "../support/namespace.ts";
import { type Outcome, run, succeed } from "../support/run.ts";
import { assertPrintable, assertRefused } from "./outcome.ts";

const NOT_SLAVE = 1;
const NO_LINK = 3;

/** The longest altname that the kernel allows. */
const ALTNAME = "a".repeat(127);

/** v0 is a bridge port and has altnames, one of them with control characters. v1 has no master. */
const LINKS = `
  ip link add v0 type veth peer name v1
  ip link add br0 type bridge
  ip link set v0 master br0
  ip link property add dev v0 altname ${ALTNAME}
  ip link property add dev v0 altname "$(printf '\\033[31m')"`;

const MISSING = [
  "nosuch",
  "a/b",
  "/",
  "..",
  "sixteen-bytes-16",
  "%d",
  "eth%d",
  "v%d",
  " v0",
  `${ALTNAME}a`,
  "x".repeat(5000),
  "#99",
  "#2147483647",
  "\x1b[31m\n\x07",
  "constructor",
];

const PRESENT = ["v0", "v1", "br0", "lo", ALTNAME, "\x1b[31m", "#1"];

for (const executable of EXECUTABLES) {
  test(`${executable.host}: a link that does not exist`, { skip: unlessNamespaces }, async () => {
    await amongLinks(executable, (program) => {
      // Node takes long to start, so it runs only the first few.
      const missing = executable === QUICKJS ? MISSING : MISSING.slice(0, 4);
      for (const name of missing) assertRefused(program(["name", name]), NO_LINK, /no such link: /, name);
      for (const command of ["explain", "show", "rename"]) {
        for (const name of ["nosuch", "v%d", "#99"]) {
          assertRefused(program([command, name]), NO_LINK, /no such link: /, `${command} ${name}`);
        }
      }
    });
  });

  test(`${executable.host}: a link that is not a failover slave`, { skip: unlessNamespaces }, async () => {
    await amongLinks(executable, (program) => {
      for (const name of PRESENT) {
        assert.deepEqual(program(["name", name]), { status: NOT_SLAVE, stdout: "", stderr: "" }, name);
      }
      for (const name of ["v0", "\x1b[31m"]) {
        for (const command of ["show", "rename"]) {
          assertRefused(program([command, name]), NOT_SLAVE, /neither a failover slave nor/, `${command} ${name}`);
        }
        const explained = program(["explain", name]);
        assert.deepEqual([explained.status, explained.stderr], [NOT_SLAVE, ""], name);
        assert.match(explained.stdout, /not a failover slave/);
        assertPrintable(explained.stdout);
      }
    });
  });

  test(`${executable.host}: rename if there is nothing to rename`, { skip: unlessNamespaces }, async () => {
    await amongLinks(executable, (program) => {
      assert.deepEqual(program(["rename"]), { status: 0, stdout: "", stderr: "" });
      assert.deepEqual(program(["rename", "--json"]), { status: 0, stdout: "[]\n", stderr: "" });
      assertRefused(program(["rename", "#1", "nosuch"]), NOT_SLAVE);
      assertRefused(program(["rename", "nosuch", "#1"]), NO_LINK);
    });
  });
}

/** Runs the program with these links, and checks that it does not change them. */
async function amongLinks(
  { command }: Executable,
  body: (program: (args: readonly string[]) => Outcome) => void,
): Promise<void> {
  await withNamespace(LINKS, (enter) => {
    const links = () => succeed([...enter, "ip", "-d", "-j", "link"]);
    const before = links();
    assert.ok(before.includes(ALTNAME));
    body((args) => run([...enter, ...command, ...args]));
    assert.equal(links(), before);
  });
}
