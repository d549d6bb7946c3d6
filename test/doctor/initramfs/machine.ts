// SPDX-License-Identifier: MIT
/** The root of a machine with an initramfs image, and what `doctor` says of the image. */
import assert from "node:assert/strict";
import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { QUICKJS, runProgram } from "../../support/executables.ts";
import { withFolder } from "../../support/folder.ts";
import { runInProcess } from "../../support/in-process.ts";
import type { Outcome } from "../../support/run.ts";
import type { Found } from "../case.ts";
import { COMPRESSORS, type Content, type Contents, compress, cpioOf, writeAt } from "./images.ts";

/** When everything was installed, and when the image was made: more than half a year ago for ls -l, and an hour later. */
export const INSTALLED = 1_700_000_000;
export const MADE = INSTALLED + 3600;

const VERSION = "6.1.0-test";
export const IMAGE = `/boot/initrd.img-${VERSION}`;

const at = (text: string, modified = INSTALLED) => ({ text, modified });

export const RULE = "usr/lib/udev/rules.d/79-failover-ifname.rules";
export const PROGRAM = "usr/lib/udev/failover-ifname";
export const CONFIGURATION = "etc/failover-ifname.conf";

const OURS: Contents = {
  [RULE]: at('PROGRAM="failover-ifname name --udev", RUN+="failover-ifname rename --udev"\n'),
  [PROGRAM]: at("the program"),
  [CONFIGURATION]: at("Enable=yes\n"),
};

const DRIVERS = ["virtio_net", "net_failover", "hyperv/hv_netvsc"].map((name) => `kernel/drivers/net/${name}`);
const modules = Object.fromEntries(
  [...DRIVERS, "kernel/drivers/pci/controller/pci-hyperv"].map((path) => [
    `usr/lib/modules/${VERSION}/${path}.ko.xz`,
    at("a module"),
  ]),
);

/** What any initramfs with udev has. */
const STOCK: Contents = {
  "usr/lib/udev/rules.d/80-net-setup-link.rules": at("# stock\n"),
  init: at("#!/bin/sh\n"),
  ...modules,
};

/** The changes of a machine that is in order. Undefined removes a file. */
export interface Changes {
  readonly root?: { readonly [path: string]: Content | undefined };
  readonly image?: { readonly [path: string]: Content | undefined };
  readonly compressor?: keyof typeof COMPRESSORS;
  /** In front of the compressed archive. */
  readonly early?: readonly Buffer[];
  /** When the image was made: the time of its directories. */
  readonly made?: number;
  /** The image's bytes are passed through this. */
  readonly damage?: (image: Buffer) => Buffer;
  /** Does more to the root. */
  readonly more?: (root: string) => void;
}

/** Runs a test with the root of a machine. */
export async function withMachine(changes: Changes, body: (root: string) => void): Promise<void> {
  const { compressor = "gzip", early = [], made = MADE, damage = (image) => image } = changes;
  const archive = await cpioOf(apply({ ...STOCK, ...OURS }, changes.image), made);
  const compressed = compress(archive, COMPRESSORS[compressor] ?? []);
  await withFolder({ "boot/.keep": "", "usr/sbin/update-initramfs": "" }, (root) => {
    for (const [path, content] of Object.entries(apply(OURS, changes.root))) writeAt(join(root, path), content);
    writeFileSync(join(root, IMAGE), damage(Buffer.concat([...early, compressed])));
    utimesSync(join(root, IMAGE), MADE, MADE);
    changes.more?.(root);
    body(root);
  });
}

function apply(contents: Contents, changes: Changes["root"] = {}): Contents {
  const all = Object.entries({ ...contents, ...changes });
  return Object.fromEntries(all.flatMap(([path, content]) => (content === undefined ? [] : [[path, content]])));
}

/**
 * What doctor says of the images. Both hosts must say the same.
 *
 * @param path PATH for doctor, instead of that of the test
 */
export function findingsFor(root: string, path = process.env.PATH): Found[] {
  const { status, stdout, stderr } = runDoctor(["--json", "--root", root], path);
  assert.ok(status === 0 || status === 7, stderr);
  const checked: { readonly check: string; readonly findings: readonly Found[] }[] = JSON.parse(stdout);
  const findings = checked.find(({ check }) => check === "initramfs")?.findings ?? [];
  const bare = (text: string) => text.split(root).join("");
  return findings.map((finding) => ({ ...finding, where: bare(finding.where), fix: finding.fix && bare(finding.fix) }));
}

/** Runs doctor with both hosts. */
export function runDoctor(args: readonly string[], path = process.env.PATH): Outcome {
  const present = process.env.PATH;
  process.env.PATH = path;
  try {
    const outcome = runInProcess(["doctor", ...args]);
    assert.deepEqual(runProgram(QUICKJS, ["doctor", ...args]), outcome);
    return outcome;
  } finally {
    process.env.PATH = present;
  }
}
