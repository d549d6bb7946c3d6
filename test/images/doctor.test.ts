// SPDX-License-Identifier: MIT
/**
 * `doctor` on images of Debian with and without the product, and on those of faults/. For each fault, doctor names it, its way
 * out is done as it is printed, and doctor is content. IMAGES= as in images.test.ts: without it, some faults of the
 * quickest image are looked at, and nothing is booted.
 */
import assert from "node:assert/strict";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { projectFolder } from "../vm/host.ts";
import { whyNoImages } from "./availability.ts";
import { askDoctor, bad, findAndEnd } from "./doctor.ts";
import { type Fault, findFaults } from "./faults.ts";
import { type Built, buildImage, type Content, findImages, type Image, productFolder } from "./image.ts";
import { bootImage } from "./machine.ts";
import { type ImageRoot, openRoot } from "./root.ts";
import { recordedTrio } from "./stages.ts";

const quickest = "bookworm-initramfs-tools-ifupdown";
const { IMAGES, FAILOVER_IFNAME_DEB } = process.env;
const images = await findImages(...(IMAGES === "all" ? [] : (IMAGES ?? quickest).split(" ")));
const faults = await findFaults();
const skip = (await whyNoImages()) ?? false;
const timeout = 3_600_000;
const program = join(projectFolder, "build/failover-ifname");
const isShort = IMAGES === undefined;

for (const image of images) {
  test(`${image.name}: doctor is content before the first boot`, { skip, timeout }, () =>
    withRoot(image, "full", async (root) => {
      assert.deepEqual(bad(await askDoctor(root.run, doctorOn(root))), []);
    }),
  );

  if (!isShort) {
    test(`${image.name}: doctor misses the product before it is installed`, { skip, timeout }, () =>
      withRoot(image, "plain", async (root) => {
        const missing = bad(await askDoctor(root.run, doctorOn(root)));
        // Without the marks of the rule, a network manager of the image takes the slaves.
        const checks = missing.map(({ check }) => check).filter((check) => check !== "managers");
        assert.deepEqual(checks, ["rule"]);
      }),
    );
  }

  for (const fault of faults.filter((one) => one.images.includes(image.name) && !(isShort && !one["in make test"]))) {
    test(`${image.name}, ${fault.name}: ${fault.about}`, { skip, timeout }, () =>
      withRoot(image, fault.without ? "plain" : "full", (root, built) => endFault(fault, root, built)),
    );
  }

  if (isShort) continue;
  test(`${image.name}: doctor is content in the guest, and finds its faults there`, { skip, timeout }, () =>
    inGuest(
      image,
      faults.filter((one) => one.images.includes(image.name) && one.replug !== undefined),
    ),
  );
}

function doctorOn({ path }: ImageRoot): string {
  return `${program} doctor --root ${path}`;
}

async function withRoot(
  image: Image,
  content: Content,
  work: (root: ImageRoot, built: Built) => Promise<void>,
): Promise<void> {
  const built = await buildImage(image, content, FAILOVER_IFNAME_DEB);
  const root = await openRoot(built);
  try {
    await work(root, built);
  } finally {
    await root.close();
  }
}

async function endFault(fault: Fault, root: ImageRoot, built: Built): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "failover-ifname-initramfs-"));
  try {
    if (fault.without)
      await root.run(
        `tar -C ${await productFolder(folder)} -c . | tar -C ${root.path} --no-overwrite-dir --no-same-owner --keep-directory-symlink -x`,
      );
    for (const line of fault.make) await root.runInside(line);
    const before = await copyInitramfs(root, join(folder, "before"));
    console.log(await findAndEnd(fault, fault.finds, root.run, doctorOn(root)));
    if (fault.boot === undefined || isShort) return;
    const after = await copyInitramfs(root, join(folder, "after"));
    for (const [initramfs, right] of [
      [before, false],
      [after, true],
    ] as const) {
      const name = await primaryInInitramfs({ ...built, initramfs });
      console.log(`${fault.name}: with the initramfs ${right ? "made again" : "as it was"}, the primary is ${name}`);
      assert.equal(name, right ? "enp1s0npf" : fault.boot);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function copyInitramfs({ path, run }: ImageRoot, to: string): Promise<string> {
  await copyFile((await run(`ls ${path}/boot/initrd.img-*`)).trim(), to);
  return to;
}

/** The name of the primary at the end of the initramfs, which it must have reached before. */
async function primaryInInitramfs(built: Built): Promise<string | undefined> {
  const machine = await bootImage(built);
  try {
    return (await recordedTrio(machine, "before-switch")).primary?.name;
  } finally {
    machine.close();
  }
}

/** An emulated guest takes more than a quarter of an hour to make an initramfs with all drivers. */
const fewModules =
  "test ! -d /etc/initramfs-tools || printf 'MODULES=list\\nCOMPRESS=cat\\n' >/etc/initramfs-tools/conf.d/few-modules";

async function inGuest(image: Image, some: Fault[]): Promise<void> {
  const machine = await bootImage(await buildImage(image, "full", FAILOVER_IFNAME_DEB));
  try {
    // On a busy machine that emulates the guest, doctor takes minutes, and a new initramfs too.
    const shell = async (line: string) => {
      const { status, output } = await machine.run(line, 900_000);
      assert.equal(status, 0, `${line}: ${output}`);
      return output;
    };
    const replugged = async () => {
      await machine.unplugPrimary();
      await machine.plugPrimary();
      return (await recordedTrio(machine, "now")).primary?.name;
    };
    await machine.succeed(fewModules);
    assert.deepEqual(bad(await askDoctor(shell, "failover-ifname doctor")), []);
    console.log(`${image.name}: doctor is content in the guest`);
    for (const fault of some) {
      for (const line of fault.make) await machine.succeed(line);
      await machine.succeed("udevadm control --reload");
      assert.equal(await replugged(), fault.replug, `${fault.name}: the fault shows`);
      const expected = fault["finds in the guest"] ?? fault.finds;
      console.log(await findAndEnd(fault, expected, shell, "failover-ifname doctor"));
      await machine.succeed("udevadm control --reload");
      assert.equal(await replugged(), "enp1s0npf", `${fault.name}: the way out is one`);
    }
    assert.deepEqual(bad(await askDoctor(shell, "failover-ifname doctor")), []);
  } finally {
    machine.close();
  }
}
