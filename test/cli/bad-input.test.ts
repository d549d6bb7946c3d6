// SPDX-License-Identifier: MIT
/** Command lines that make no sense, and what the user sees. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EXECUTABLES, runProgram } from "../support/executables.ts";
import { snapshot, withFolder } from "../support/folder.ts";
import { assertRefused } from "./outcome.ts";

const USAGE = 2;
const ESCAPES = "\x1b[31mred\nnext\x9b0m";

interface Case {
  readonly args: readonly string[];
  readonly message: RegExp;
}

const CASES: readonly Case[] = [
  { args: [], message: /no command: see failover-ifname --help/ },
  { args: [""], message: /unknown command ''/ },
  { args: ["bogus"], message: /unknown command 'bogus'/ },
  { args: ["shwo"], message: /unknown command 'shwo': did you mean show\?$/m },
  { args: ["help", "bogus"], message: /unknown command 'bogus'$/m },
  { args: ["help", "shwo"], message: /unknown command 'shwo': did you mean show\?$/m },
  { args: ["--root", "D", "show"], message: /option '--root' comes after the command: failover-ifname show --root$/m },
  { args: ["--root=D"], message: /option '--root' comes after the command: failover-ifname COMMAND --root$/m },
  { args: ["--verson"], message: /unknown option '--verson': did you mean --version\?$/m },
  { args: ["show", "--jsno"], message: /unknown option '--jsno': did you mean --json\?$/m },
  { args: ["show", "--root", "--bogus", "--json", "--bogus"], message: /unknown option '--bogus'$/m },
  { args: ["--bogus"], message: /unknown option '--bogus'/ },
  { args: ["-x"], message: /unknown option '-x'/ },
  { args: [ESCAPES], message: /unknown command/ },
  { args: [`--${ESCAPES}`], message: /unknown option/ },
  { args: ["name"], message: /missing required argument 'link'/ },
  { args: ["name", ""], message: /LINK is empty/ },
  { args: ["name", "#0"], message: /#0 is not an ifindex/ },
  { args: ["name", "#x"], message: /#x is not an ifindex/ },
  { args: ["name", "#99999999999"], message: /#99999999999 is not an ifindex/ },
  { args: ["name", `#${ESCAPES}`], message: /#\\x1b\[31mred\\x0anext\\x9b|#\\x1b\[31mred\\x0anext\\xc2\\x9b/ },
  { args: ["name", "-x"], message: /unknown option '-x'/ },
  { args: ["name", "--bogus", "eth0"], message: /unknown option '--bogus'/ },
  { args: ["name", "a", "b"], message: /too many arguments/ },
  { args: ["name", "--root"], message: /'--root <dir>' argument missing/ },
  { args: ["name", "--udev", "x"], message: /unknown option '--udev'/ },
  { args: ["rename", ""], message: /LINK is empty/ },
  { args: ["rename", "#0"], message: /#0 is not an ifindex/ },
  { args: ["rename", "--root", "/", "eth0"], message: /rename has no option '--root'; it is one of name, show, / },
  { args: ["rename", "--udev", "x"], message: /unknown option '--udev'/ },
  { args: ["rename", "--bogus"], message: /unknown option '--bogus'/ },
  { args: ["show", ""], message: /LINK is empty/ },
  { args: ["show", "--color=pink"], message: /'pink' is invalid/ },
  { args: ["show", "--color"], message: /argument missing/ },
  { args: ["explain"], message: /missing required argument 'link'/ },
  { args: ["explain", ""], message: /LINK is empty/ },
  { args: ["explain", "a", "b"], message: /too many arguments/ },
  { args: ["monitor", ""], message: /LINK is empty/ },
  { args: ["monitor", "#x"], message: /is not an ifindex/ },
  { args: ["monitor", "--for", "x"], message: /not a number of seconds above 0, at most 1000000/ },
  { args: ["monitor", "--for", "0"], message: /not a number of seconds above 0/ },
  { args: ["monitor", "--for", "-1"], message: /./ },
  { args: ["capture"], message: /missing required argument 'target'/ },
  { args: ["capture", "a", "b"], message: /too many arguments/ },
  { args: ["capture", ""], message: /TARGET is empty/ },
];

for (const executable of EXECUTABLES) {
  for (const { args, message } of CASES) {
    test(`${executable.host}: ${JSON.stringify(args)}`, () => {
      assertRefused(runProgram(executable, args), USAGE, message);
    });
  }

  test(`${executable.host}: capture into something that is already there`, async () => {
    await withFolder({ "there/file": "content" }, (folder) => {
      const before = snapshot(folder);
      for (const directory of ["there", "there/file"]) {
        assertRefused(runProgram(executable, ["capture", `${folder}/${directory}`]), USAGE, /file exists/);
      }
      assert.deepEqual(snapshot(folder), before);
    });
  });

  test(`${executable.host}: capture without a parent directory`, async () => {
    await withFolder({}, (folder) => {
      assertRefused(runProgram(executable, ["capture", `${folder}/missing/new`]), USAGE, /no such file or directory/);
      assert.deepEqual(snapshot(folder), []);
    });
  });
}
