// SPDX-License-Identifier: MIT
/**
 * What the hook of initramfs-tools and the module of dracut copy into an initramfs, on a root made here. The functions of both
 * tools are replaced by simple ones. test/images/ has the real tools.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { withFolder } from "../support/folder.ts";
import { projectPath } from "../support/run.ts";

const program = "usr/lib/udev/failover-ifname";
const rule = "udev/rules.d/79-failover-ifname.rules";
const network = "usr/lib/systemd/network/09-failover-ifname.network";
const conf = "failover-ifname.conf";

/** The files of the root, with their text, or with @ and the target of a symlink. */
const files: Record<string, string> = {
  [program]: "program",
  [`usr/lib/${rule}`]: "rule",
  [network]: "network",
  [`etc/${conf}`]: "main",
  [`etc/${conf}.d/10-one.conf`]: "one",
  [`etc/${conf}.d/20-link.conf`]: "@../elsewhere",
  "etc/elsewhere": "linked",
  [`etc/${conf}.d/30-masked.conf`]: "@/dev/null",
  [`etc/${conf}.d/other`]: "no configuration",
  [`run/${conf}`]: "volatile",
  [`usr/local/lib/${conf}`]: "main of the administrator's package",
  [`usr/lib/${conf}.d/30-masked.conf`]: "masked",
};

/** What both copy: of a symlink its target. */
const expected: Record<string, string> = {
  [program]: "program",
  [`usr/lib/${rule}`]: "rule",
  [`etc/${conf}`]: "main",
  [`etc/${conf}.d/10-one.conf`]: "one",
  [`etc/${conf}.d/20-link.conf`]: "linked",
  [`etc/${conf}.d/30-masked.conf`]: "",
  [`usr/local/lib/${conf}`]: "main of the administrator's package",
  [`usr/lib/${conf}.d/30-masked.conf`]: "masked",
};

test("initramfs-tools: program, rule and configuration are copied, and masks stay masks", async () => {
  await copied(files, hook, expected);
  await copied({ [program]: "program", [`usr/lib/${rule}`]: "rule" }, hook, {
    [program]: "program",
    [`usr/lib/${rule}`]: "rule",
  });
  assert.equal(execFileSync(projectPath("packaging/initramfs-tools/failover-ifname"), ["prereqs"], utf8), "udev\n");
});

test("initramfs-tools: a rule in /etc takes the place of the package's, also if it is a mask", async () => {
  await copied({ ...files, [`etc/${rule}`]: "own rule" }, hook, { ...expected, [`usr/lib/${rule}`]: "own rule" });
  await copied({ ...files, [`etc/${rule}`]: "@/dev/null" }, hook, { ...expected, [`usr/lib/${rule}`]: "" });
});

test("dracut: the same, the .network file, and a rule in /etc beside the package's", async () => {
  await copied(files, dracut, { ...expected, [network]: "network" });
  const both = { ...expected, [network]: "network", [`etc/${rule}`]: "" };
  await copied({ ...files, [`etc/${rule}`]: "@/dev/null" }, dracut, both);
});

const utf8 = { encoding: "utf8" } as const;

async function copied(
  root: Record<string, string>,
  copy: (root: string, initramfs: string) => string,
  wanted: Record<string, string>,
): Promise<void> {
  await withFolder({}, (folder) => {
    const from = join(folder, "root");
    for (const [path, text] of Object.entries(root)) {
      mkdirSync(dirname(join(from, path)), { recursive: true });
      if (text.startsWith("@")) symlinkSync(text.slice(1), join(from, path));
      else writeFileSync(join(from, path), text);
    }
    mkdirSync(join(folder, "initramfs"));
    const to = copy(from, join(folder, "initramfs"));
    const found = readdirSync(to, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = found.map((entry) => join(entry.parentPath, entry.name).slice(to.length + 1));
    assert.deepEqual(Object.fromEntries(paths.map((path) => [path, readFileSync(join(to, path), "utf8")])), wanted);
  });
}

/** The hook has fixed paths. They get the root in front, also below $DESTDIR. */
function hook(root: string, initramfs: string): string {
  const functions = join(dirname(root), "hook-functions");
  writeFileSync(functions, `copy_exec() { mkdir -p "$DESTDIR\${1%/*}"; cp "$1" "$DESTDIR$1"; }\n`);
  const script = readFileSync(projectPath("packaging/initramfs-tools/failover-ifname"), "utf8")
    .replace("/usr/share/initramfs-tools/hook-functions", functions)
    .replace(/(?<=[= "])\/(?=etc|usr)/g, `${root}/`);
  execFileSync("sh", ["-c", script], { env: { ...process.env, DESTDIR: initramfs }, stdio: "pipe" });
  return join(initramfs, root);
}

function dracut(root: string, initramfs: string): string {
  const script = `
    shopt -s nullglob
    dracutsysrootdir=$1 initdir=$2
    require_binaries() { [[ -e $dracutsysrootdir$1 ]]; }
    inst_dir() { mkdir -p "$initdir$1"; }
    inst_simple() { inst_dir "\${1%/*}"; cp "$dracutsysrootdir$1" "$initdir$1"; }
    . "$3"
    check && [[ $(depends) == udev-rules ]] && install`;
  const module = projectPath("packaging/dracut/module-setup.sh");
  execFileSync("bash", ["-eu", "-c", script, "bash", root, initramfs, module], { stdio: "pipe" });
  return initramfs;
}
