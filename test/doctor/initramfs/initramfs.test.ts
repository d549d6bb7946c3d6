// SPDX-License-Identifier: MIT
/** What `doctor` says of initramfs images: real ones, but small, in the root of a machine. */
import assert from "node:assert/strict";
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { QUICKJS } from "../../support/executables.ts";
import { unprivileged } from "../../support/privileges.ts";
import { projectPath, run, succeed } from "../../support/run.ts";
import { unlessOnCi, whyToolsMissing } from "../../vm/availability.ts";
import type { Found } from "../case.ts";
import { COMPRESSORS, compress, cpioOf, unifiedOf } from "./images.ts";
import {
  type Changes,
  CONFIGURATION,
  findingsFor,
  IMAGE,
  INSTALLED,
  MADE,
  PROGRAM,
  RULE,
  runDoctor,
  withMachine,
} from "./machine.ts";

const tools = ["cpio", ...Object.values(COMPRESSORS).flatMap(([program = ""]) => [program])];
const skip = unlessOnCi(await whyToolsMissing(tools, "cpio gzip xz-utils lz4 zstd bzip2")) ?? false;

const IN_ORDER = "the initramfs has the rule, the program and the configuration that are installed";
const REMAKE = "chroot  update-initramfs -u -k 6.1.0-test";

const microcode = await (skip === false
  ? cpioOf({ "kernel/x86/microcode/GenuineIntel.bin": { text: "m".repeat(300_000), modified: MADE } }, MADE)
  : Buffer.alloc(0));

const without = (...paths: string[]) => Object.fromEntries(paths.map((path) => [path, undefined]));

for (const compressor of Object.keys(COMPRESSORS)) {
  test(`an image compressed by ${compressor}, behind microcode and behind nothing`, { skip }, async () => {
    for (const early of [[], [microcode, microcode, Buffer.alloc(1024)]]) {
      await withMachine({ compressor, early }, expecting([{ severity: "ok", found: IN_ORDER, fix: null }]));
      const withoutRule = { [RULE]: undefined };
      await withMachine({ compressor, early, image: withoutRule }, (root) => {
        assert.equal(findingsFor(root)[0]?.severity, "warning", "the listing is the reason for the ok");
      });
    }
  });
}

/** The kernel unpacks both. lzma has no sign that another archive follows. */
for (const compressor of Object.keys(COMPRESSORS).filter((name) => !["lzma", "none"].includes(name))) {
  test(`an image of two archives that ${compressor} has compressed`, { skip }, async () => {
    const damage = (image: Buffer) => Buffer.concat([compress(microcode, COMPRESSORS[compressor] ?? []), image]);
    await withMachine({ compressor, damage }, expecting([{ severity: "ok", found: IN_ORDER, fix: null }]));
    await withMachine({ compressor, damage, image: without(RULE) }, (root) => {
      assert.match(findingsFor(root)[0]?.found ?? "", /does not have the rule$/);
    });
    const cutOff = (image: Buffer) => damage(image).subarray(0, -200);
    // Some decompressors give nothing of a block that is cut off.
    await withMachine({ compressor, damage: cutOff }, (root) => {
      assert.match(findingsFor(root)[0]?.found ?? "", /cannot be listed/);
    });
  });
}

const WHAT_FOLLOWS =
  "the initramfs is not looked into as a whole: what follows its compressed archive cannot be listed";
const AN_OLD_PROGRAM = { [PROGRAM]: { text: "an older program", modified: INSTALLED } };
const OLD: Wanted = { severity: "warning", found: "it has 16 bytes there, and 11 bytes on the system", fix: REMAKE };

for (const [first, compressor] of [
  ["gzip", "none"],
  ["gzip", "xz"],
  ["lzma", "lzma"],
] as const) {
  test(`behind an archive that ${first} has compressed, ${compressor} is not looked into`, { skip }, async () => {
    const other = compress(microcode, COMPRESSORS[first] ?? []);
    const note: Wanted = { severity: "note", found: WHAT_FOLLOWS, fix: null };
    const after = (image: Buffer) => Buffer.concat([other, image]);
    await withMachine({ compressor, damage: after }, expecting([note]));
    const before = (image: Buffer) => Buffer.concat([image, compress(microcode, COMPRESSORS[compressor] ?? [])]);
    const image = { ...AN_OLD_PROGRAM, ...without(CONFIGURATION) };
    await withMachine({ compressor: first, damage: before, image }, expecting([OLD, note]));
    const root = without(RULE, PROGRAM);
    await withMachine({ compressor: first, damage: before, root }, expecting([note]));
  });
}

/** As ukify and mkosi join them: each is padded to a multiple of four. */
const padded = (length: number) => Buffer.alloc(length);
const joined: { readonly [what: string]: Pick<Changes, "compressor" | "damage"> } = {
  "followed by a zero": { damage: (image) => Buffer.concat([image, padded(1)]) },
  "followed by three zeros": { damage: (image) => Buffer.concat([image, padded(3)]) },
  "behind another one and zeros": {
    damage: (image) => Buffer.concat([compress(microcode, ["zstd", "-q"]), padded(2), image, padded(2)]),
  },
  "followed by an archive that is not compressed": { damage: (image) => Buffer.concat([image, padded(3), microcode]) },
  "in front of the image, which is not compressed": {
    compressor: "none",
    damage: (image) => Buffer.concat([compress(microcode, ["zstd", "-q"]), padded(1), image]),
  },
  "in front of the image, which xz has compressed": {
    compressor: "xz",
    damage: (image) => Buffer.concat([compress(microcode, ["zstd", "-q"]), padded(1), image]),
  },
};

for (const [what, change] of Object.entries(joined)) {
  test(`an archive that zstd has compressed, ${what}`, { skip }, async () => {
    const changes: Changes = { compressor: "zstd", early: [], ...change };
    await withMachine(changes, expecting([{ severity: "ok", found: IN_ORDER, fix: null }]));
    await withMachine({ ...changes, image: AN_OLD_PROGRAM }, expecting([OLD]));
    await withMachine({ ...changes, image: without(RULE) }, (root) => {
      assert.match(findingsFor(root)[0]?.found ?? "", /does not have the rule$/);
      unify(root);
      assert.match(findingsFor(root)[0]?.found ?? "", /does not have the rule$/);
    });
  });
}

test("behind an archive that zstd has compressed, what is of no known compression is not looked into", { skip }, () => {
  const damage = (image: Buffer) => Buffer.concat([image, Buffer.from("key = value\n\0#BOOTCONFIG\n")]);
  const found = "the initramfs is not looked into as a whole: what begins at byte ";
  const note: Wanted = { severity: "note", found, fix: null };
  return withMachine({ compressor: "zstd", damage, image: AN_OLD_PROGRAM }, expecting([OLD, note]));
});

interface Case {
  readonly what: string;
  readonly changes: Changes;
  /** A part of `found`. */
  readonly found: string;
  readonly severity: Found["severity"];
  readonly fix?: string | null;
}

const noModules = Object.fromEntries(
  ["net/virtio_net", "net/net_failover", "net/hyperv/hv_netvsc", "pci/controller/pci-hyperv"].map((name) => [
    `usr/lib/modules/6.1.0-test/kernel/drivers/${name}.ko.xz`,
    undefined,
  ]),
);

const CASES: readonly Case[] = [
  {
    what: "udev and drivers, and no rule",
    changes: { image: without(RULE, PROGRAM) },
    ...{ severity: "warning", found: "has udev and the drivers of failover links, and it does not have the rule" },
  },
  {
    what: "no rule and no drivers",
    changes: { image: { ...noModules, ...without(RULE) } },
    ...{ severity: "ok", found: "needs no rule: it has no drivers of failover links", fix: null },
  },
  {
    what: "no rule, and the drivers are in the kernel",
    changes: {
      image: { ...noModules, ...without(RULE) },
      root: {
        "lib/modules/6.1.0-test/modules.builtin": {
          text: "kernel/drivers/net/virtio_net.ko\nkernel/drivers/net/net_failover.ko\n",
          modified: INSTALLED,
        },
      },
    },
    ...{ severity: "warning", found: "does not have the rule" },
  },
  {
    what: "no rule and no udev",
    changes: { image: without(RULE, "usr/lib/udev/rules.d/80-net-setup-link.rules") },
    ...{ severity: "ok", found: "needs no rule: it has no udev", fix: null },
  },
  {
    what: "the rule without the program",
    changes: { image: without(PROGRAM) },
    ...{ severity: "error", found: "has the rule, and it does not have /usr/lib/udev/failover-ifname" },
  },
  {
    what: "no configuration",
    changes: { image: without(CONFIGURATION) },
    ...{ severity: "warning", found: "does not have /etc/failover-ifname.conf" },
  },
  {
    what: "another program",
    changes: { image: { [PROGRAM]: { text: "an older program", modified: INSTALLED } } },
    ...{ severity: "warning", found: "it has 16 bytes there, and 11 bytes on the system" },
  },
  {
    what: "a configuration of the same size that is newer than the image",
    changes: { root: { [CONFIGURATION]: { text: "Enable=no \n", modified: MADE + 60 } } },
    ...{ severity: "warning", found: "it was changed after the initramfs was made" },
  },
  {
    what: "a rule of the same size with another time, which is older than the image",
    changes: { image: { [RULE]: { text: "#".repeat(76), modified: INSTALLED - 86_400 } } },
    ...{ severity: "warning", found: "it has another time there than on the system" },
  },
  {
    what: "a rule that has no time on the system, as on a system of ostree",
    changes: { made: MADE + 86_400, root: { [RULE]: { text: "#".repeat(76), modified: 0 } } },
    ...{ severity: "ok", found: IN_ORDER, fix: null },
  },
  {
    what: "another rule, and no times on the system",
    changes: { root: { [RULE]: { text: "#".repeat(77), modified: 1 } } },
    ...{ severity: "warning", found: "it has 76 bytes there, and 77 bytes on the system" },
  },
  {
    what: "times that SOURCE_DATE_EPOCH has set back",
    changes: {
      made: INSTALLED - 86_400,
      image: { [RULE]: { text: "#".repeat(76), modified: INSTALLED - 86_400 } },
    },
    ...{ severity: "ok", found: IN_ORDER, fix: null },
  },
  {
    what: "a configuration that was removed from the system",
    changes: { root: without(CONFIGURATION) },
    ...{ severity: "warning", found: "has /etc/failover-ifname.conf, and the system does not have it" },
  },
  {
    what: "a mask of the rule, which is an empty file in the image",
    changes: {
      image: { [RULE]: { text: "", modified: MADE } },
      more: (root) => mask(root),
    },
    ...{ severity: "ok", found: IN_ORDER, fix: null },
  },
  {
    what: "the rule, which is masked on the system",
    changes: { more: (root) => mask(root) },
    ...{ severity: "warning", found: "it has 76 bytes there, and 0 bytes on the system" },
  },
  {
    what: "the rule, which is not installed any more",
    changes: { root: without(RULE, PROGRAM) },
    ...{ severity: "note", found: "has usr/lib/udev/failover-ifname, and the rule is not installed" },
  },
  {
    what: "a file system of dracut inside",
    changes: { image: { ...without(RULE), "squashfs-root.img": { text: "hsqs", modified: MADE } } },
    ...{ severity: "note", found: "it has squashfs-root.img", fix: null },
  },
];

for (const { what, changes, severity, found, fix = REMAKE } of CASES) {
  // The program reads an archive that is not compressed by itself.
  for (const compressor of ["gzip", "none"]) {
    test(`an image with ${what}, compressed by ${compressor}`, { skip }, () =>
      withMachine({ ...changes, compressor }, expecting([{ severity, found, fix }])),
    );
  }
}

const damages: { readonly [what: string]: (image: Buffer) => Buffer } = {
  "cut off in the compressed part": (image) => image.subarray(0, -200),
  "cut off in the microcode": (image) => image.subarray(0, 150_000),
  "cut off in a header": (image) => image.subarray(0, 50),
  "with a size that is longer than the image": (image) =>
    Buffer.concat([image.subarray(0, 54), Buffer.from("ffffffff"), image.subarray(62)]),
  "with a header that is no number": (image) =>
    Buffer.concat([image.subarray(0, 54), Buffer.from("zzzzzzzz"), image.subarray(62)]),
  "of an unknown compression": () => Buffer.from("#!/bin/sh\n".repeat(100)),
  empty: () => Buffer.alloc(0),
  "of zeros": () => Buffer.alloc(1_000_000),
};

for (const [what, damage] of Object.entries(damages)) {
  test(`an image ${what} cannot be listed`, { skip }, () =>
    withMachine(
      { damage, early: [microcode] },
      expecting([{ severity: "warning", found: "it cannot be listed: ", fix: REMAKE }]),
    ),
  );
}

test("names with newlines and escapes in them do no harm", { skip }, async () => {
  const empty = { text: "", modified: INSTALLED };
  const line = "-rw-r--r--   1 root     root           76 Nov 14  2023 ";
  const hostile = { [`x\n${line}${RULE}\n`]: empty, [`${CONFIGURATION}.d/\x1b[2J\r.conf`]: { ...empty, text: "x" } };
  for (const compressor of ["gzip", "none"]) {
    await withMachine({ compressor, image: { ...without(RULE), ...hostile } }, (root) => {
      const findings = findingsFor(root);
      // cpio prints a newline in a name as it is.
      if (compressor === "none") assert.match(findings[0]?.found ?? "", /does not have the rule$/);
      const { stdout, stderr } = runDoctor(["--root", root]);
      assert.match(stdout, /^[\n -~]*$/);
      assert.equal(stderr, "");
    });
  }
});

test("without the decompressor or cpio, a note says what to install", { skip }, () =>
  withMachine({ compressor: "xz", early: [microcode] }, (root) => {
    for (const [tool, others, name] of [
      ["xz", ["cpio"], "xz-utils"],
      ["cpio", ["xz"], "cpio"],
    ] as const) {
      const path = folderOf(root, tool, ["sh", "env", "tail", "head", ...others]);
      const found = `it cannot be listed: there is no ${tool} here`;
      assert.deepEqual(
        findingsFor(root, path).map(({ severity, found, fix }) => [severity, found, fix?.includes(name)]),
        [["note", found, true]],
      );
    }
  }),
);

/** A folder of programs. */
function folderOf(root: string, name: string, programs: readonly string[]): string {
  const folder = join(root, `tools-without-${name}`);
  mkdirSync(folder);
  for (const program of programs) {
    symlinkSync(succeed(["sh", "-c", `command -v ${program}`]).trim(), join(folder, program));
  }
  return folder;
}

test(
  "lsinitramfs and lsinitrd are asked if they are here, and what they print is not believed if they fail",
  { skip },
  () =>
    withMachine({ damage: () => Buffer.from("no image at all") }, (root) => {
      const listing = succeed(["sh", "-c", "cat"], {
        input: [RULE, PROGRAM, CONFIGURATION, "usr/lib/udev/rules.d/80-net-setup-link.rules"]
          .map((path, index) => `-rw-r--r--   1 root     root      ${[76, 11, 11, 8][index]} Nov 14  2023 ${path}\n`)
          .join(""),
      });
      for (const [tool, argument] of [
        ["lsinitramfs", 'test "$1" = -l && shift'],
        ["lsinitrd", ":"],
      ] as const) {
        const folder = folderOf(root, tool, ["sh", "env", "tail", "head", "cat"]);
        const program = join(folder, tool);
        const script = (status: number, text: string) =>
          writeFileSync(
            program,
            `#!/bin/sh\n${argument}\ntest -f "$1" || exit 1\ncat <<'END'\n${text}END\nexit ${status}\n`,
            { mode: 0o755 },
          );
        script(0, `Image: x\n========\n${listing}`);
        assert.deepEqual(
          findingsFor(root, folder).map(({ found }) => found),
          [IN_ORDER],
          tool,
        );
        for (const [status, text] of [
          [1, listing],
          [0, ""],
        ] as const) {
          script(status, text);
          assert.match(findingsFor(root, folder)[0]?.found ?? "", /^it cannot be listed: /, tool);
        }
      }
    }),
);

test("entries of the boot loader name images", { skip }, () =>
  withMachine({}, (root) => {
    mkdirSync(join(root, "boot/efi/id/6.1.0-test"), { recursive: true });
    mkdirSync(join(root, "boot/efi/loader/entries"), { recursive: true });
    mkdirSync(join(root, "usr/bin"), { recursive: true });
    renameSync(join(root, IMAGE), join(root, "boot/efi/id/6.1.0-test/initrd"));
    rmSync(join(root, PROGRAM));
    writeFileSync(join(root, "usr/bin/dracut"), "");
    const entry =
      "title Test\nversion 6.1.0-test\nlinux /id/6.1.0-test/linux\ninitrd /amd-ucode.img /id/6.1.0-test/initrd\n";
    writeFileSync(join(root, "boot/efi/loader/entries/test.conf"), entry);
    assert.deepEqual(
      findingsFor(root).map(({ severity, where, fix }) => [severity, where, fix]),
      [["ok", "/boot/efi/id/6.1.0-test/initrd", null]],
    );
    rmSync(join(root, CONFIGURATION));
    writeFileSync(join(root, PROGRAM), "the program, changed");
    assert.equal(findingsFor(root)[0]?.fix, "chroot  dracut --force /boot/efi/id/6.1.0-test/initrd 6.1.0-test");
  }),
);

test("an entry of the boot loader without a version leaves the version of the name", { skip }, () =>
  withMachine({ image: without(CONFIGURATION) }, (root) => {
    mkdirSync(join(root, "boot/loader/entries"), { recursive: true });
    mkdirSync(join(root, "usr/bin"), { recursive: true });
    writeFileSync(join(root, "usr/bin/dracut"), "");
    for (const [path, fix] of [
      [IMAGE, REMAKE],
      ["/boot/initrd-of-a-name", "chroot  dracut --force /boot/initrd-of-a-name of-a-name"],
      ["/boot/initrd", BY_HAND],
    ] as const) {
      if (path !== IMAGE) renameSync(join(root, IMAGE), join(root, path));
      writeFileSync(join(root, "boot/loader/entries/test.conf"), `title Test\ninitrd ${path.slice("/boot".length)}\n`);
      const findings = findingsFor(root);
      assert.deepEqual(
        findings.map((finding) => [finding.where, finding.fix]),
        [[path, fix]],
      );
      if (path !== IMAGE) renameSync(join(root, path), join(root, IMAGE));
    }
  }),
);

/** The image of the machine becomes the initramfs of a unified one. */
function unify(root: string, change: (image: Buffer) => Buffer = (image) => image): void {
  const initrd = readFileSync(join(root, IMAGE));
  rmSync(join(root, IMAGE));
  mkdirSync(join(root, "boot/efi/EFI/Linux"), { recursive: true });
  const sections = { ".osrel": Buffer.from("ID=test\n"), ".uname": Buffer.from("6.1.0-test"), ".initrd": initrd };
  const unified = unifiedOf({ ...sections, ".linux": Buffer.alloc(3000, "linux") });
  writeFileSync(join(root, UNIFIED), change(unified));
  utimesSync(join(root, UNIFIED), MADE, MADE);
}

const UNIFIED = "/boot/efi/EFI/Linux/id-6.1.0-test.efi";
const BY_HAND = "make it again with the program that has made it";

for (const compressor of ["zstd", "gzip", "none"]) {
  test(`a unified kernel image, compressed by ${compressor}`, { skip }, async () => {
    for (const [rule, severity] of [
      [{}, "ok"],
      [without(RULE), "warning"],
    ] as const) {
      await withMachine({ compressor, early: [microcode], image: rule }, (root) => {
        unify(root);
        const found = findingsFor(root).map((finding) => [finding.severity, finding.where, finding.fix]);
        assert.deepEqual(found, [[severity, UNIFIED, severity === "ok" ? null : BY_HAND]]);
      });
    }
  });
}

test("the release in a unified kernel image tells which drivers are in its kernel", { skip }, () =>
  withMachine({ image: { ...noModules, ...without(RULE) } }, (root) => {
    mkdirSync(join(root, "lib/modules/6.1.0-test"), { recursive: true });
    writeFileSync(
      join(root, "lib/modules/6.1.0-test/modules.builtin"),
      "kernel/a/virtio_net.ko\nkernel/a/net_failover.ko\n",
    );
    unify(root);
    assert.equal(findingsFor(root)[0]?.severity, "warning");
  }),
);

const brokenUnified: { readonly [what: string]: (image: Buffer) => Buffer } = {
  "is empty": () => Buffer.alloc(0),
  "is no program for EFI": (image) => Buffer.concat([Buffer.from("ELF"), image]),
  "has a header behind its end": (image) => patched(image, 0x3c, "\xff\xff\xff\xff"),
  "is cut off in its initramfs": (image) => image.subarray(0, image.indexOf(Buffer.alloc(3000, "linux")) - 700),
  "has a longer initramfs than it says": (image) => patched(image, image.indexOf(".initrd") + 8, "\x40\0\0\0"),
};

function patched(image: Buffer, at: number, text: string): Buffer {
  const copy = Buffer.from(image);
  copy.write(text, at, "latin1");
  return copy;
}

for (const [what, change] of Object.entries(brokenUnified)) {
  test(`a unified kernel image that ${what} cannot be listed`, { skip }, () =>
    withMachine({}, (root) => {
      unify(root, change);
      const found = findingsFor(root).map((finding) => [finding.severity, finding.found.split(":")[0], finding.fix]);
      assert.deepEqual(found, [["warning", "it cannot be listed", BY_HAND]]);
    }),
  );
}

test("a unified kernel image need not have an initramfs", { skip }, () =>
  withMachine({}, (root) => {
    unify(root, (image) => patched(image, image.indexOf(".initrd"), ".other\0"));
    const found = "the unified kernel image has no initramfs";
    assert.deepEqual(findingsFor(root), [{ severity: "ok", found, where: UNIFIED, why: null, fix: null }]);
  }),
);

test("copies, and images of a crash or a rescue, are left out, and so is what is no file", { skip }, () =>
  withMachine({ damage: () => Buffer.from("damaged") }, (root) => {
    for (const name of [
      "initrd.img-6.1.0-test.bak",
      "initramfs-0-rescue-1.img",
      "initrd-6.1.0-kdump",
      "initrd.img.old",
    ]) {
      writeFileSync(join(root, "boot", name), "damaged");
    }
    rmSync(join(root, IMAGE));
    mkdirSync(join(root, IMAGE));
    assert.deepEqual(findingsFor(root), [
      { severity: "ok", found: "there is no image", where: "/boot", why: null, fix: null },
    ]);
  }),
);

test("who may not read an image is told to be root", { skip }, () =>
  withMachine({ more: (root) => chmodSync(join(root, IMAGE), 0) }, (root) => {
    const command = [...unprivileged, ...QUICKJS.command, "doctor", "--json", "--root", root];
    const { status, stdout } = run(command);
    assert.match(
      stdout,
      /"severity": "warning",\s+"found": "it may not be read",(?:.*\n){3}.*"fix": "run doctor as root"/,
    );
    assert.equal(status, 7);
  }),
);

test("a symlink is a path in the root, and quotes in a name are quoted for the shell", { skip }, () =>
  withMachine({ image: without(PROGRAM) }, (root) => {
    const name = "/boot/initrd.img-6.1 it's";
    renameSync(join(root, IMAGE), join(root, "boot/other"));
    symlinkSync("/boot/other", join(root, name));
    symlinkSync(projectPath("package.json"), join(root, IMAGE));
    const [finding, ...more] = findingsFor(root);
    assert.deepEqual(more, []);
    assert.equal(finding?.severity, "error");
    assert.equal(finding?.fix, "chroot  update-initramfs -u -k '6.1 it'\\''s'");
  }),
);

test("a captured machine has no images; if it has, the note names the drivers of its groups that are missing", {
  skip,
}, async () => {
  const captured = projectPath("test/captures/settled");
  const [finding, ...more] = findingsFor(captured);
  assert.deepEqual([finding?.severity, finding?.found, more], ["ok", "a captured machine has no images", []]);
  const image = without("usr/lib/modules/6.1.0-test/kernel/drivers/net/net_failover.ko.xz");
  await withMachine({ image, more: (root) => void succeed(["cp", "-a", `${captured}/.`, root]) }, (root) => {
    const [first, note] = findingsFor(root);
    assert.equal(first?.found, IN_ORDER);
    assert.equal(note?.severity, "note");
    assert.match(note?.found ?? "", /^the initramfs does not have the drivers e1000e, net_failover$/);
  });
});

function mask(root: string): void {
  mkdirSync(join(root, "etc/udev/rules.d"), { recursive: true });
  symlinkSync("/dev/null", join(root, "etc/udev/rules.d/79-failover-ifname.rules"));
}

interface Wanted {
  readonly severity: Found["severity"];
  /** A part of it. */
  readonly found: string;
  readonly fix: string | null;
}

/** Checks that there are these findings and no others, all of the image. */
function expecting(wanted: readonly Wanted[]): (root: string) => void {
  return (root) => {
    const findings = findingsFor(root);
    const printed = JSON.stringify(findings, undefined, 1);
    assert.equal(findings.length, wanted.length, printed);
    for (const [index, { severity, found, fix }] of wanted.entries()) {
      const finding = findings[index];
      assert.equal(finding?.severity, severity, printed);
      assert.ok(finding.found.includes(found), printed);
      assert.equal(finding.fix, fix, printed);
      assert.equal(finding.where, IMAGE);
    }
  };
}
