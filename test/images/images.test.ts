// SPDX-License-Identifier: MIT
/**
 * Images of Debian with the product in their initramfs, booted to the running system: names, addresses, log, settings.
 * IMAGES= names them, or is `all`. Without it, the quickest one is booted once, and the settings are not tested.
 * FAILOVER_IFNAME_DEB= is the Debian package to install.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { describeTrio } from "../vm/names.ts";
import { whyNoImages } from "./availability.ts";
import { checkBoot, checkNow, checkWithoutPackage } from "./checks.ts";
import { buildImage, findImages, type Image } from "./image.ts";
import { bootImage, type ImageMachine } from "./machine.ts";
import { recordedTrio } from "./stages.ts";

const quickest = "bookworm-initramfs-tools-ifupdown";
const { IMAGES, FAILOVER_IFNAME_DEB } = process.env;
const images = await findImages(...(IMAGES === "all" ? [] : (IMAGES ?? quickest).split(" ")));
const skip = (await whyNoImages()) ?? false;
const timeout = 3_600_000;

for (const image of images) {
  test(
    `${image.name}: names in the initramfs, after the switch and a replug${IMAGES === undefined ? "" : ", and after a reboot"}`,
    { skip, timeout },
    () =>
      withImage(image, "full", [], async (machine, say) => {
        await checkBoot(machine, say);
        await machine.unplugPrimary();
        await machine.plugPrimary();
        await checkNow(machine, say, "replug");
        if (IMAGES === undefined) return;
        await machine.reboot();
        await checkBoot(machine, say);
        if (FAILOVER_IFNAME_DEB !== undefined) await checkRemoval(machine, say);
      }),
  );

  if (IMAGES === undefined) continue;
  test(`${image.name}: failover_ifname=0 leaves the names alone`, { skip, timeout }, () =>
    withImage(image, "full", ["failover_ifname=0"], checkStockNames),
  );

  test(`${image.name}: Masters= in the image's own configuration holds in the initramfs`, { skip, timeout }, () =>
    withImage(image, "configured", [], checkStockNames),
  );
}

type Say = (text: string) => void;

async function withImage(
  image: Image,
  content: "full" | "configured",
  kernelArguments: string[],
  work: (machine: ImageMachine, say: Say) => Promise<void>,
): Promise<void> {
  const built = await buildImage(image, content, FAILOVER_IFNAME_DEB);
  const machine = await bootImage(built, { kernelArguments });
  const say = (text: string) => console.log(`${image.name}, ${content}: ${text}`);
  try {
    say(`booted in ${machine.bootSeconds.toFixed(0)} s (${machine.accelerator})`);
    await work(machine, say);
  } finally {
    machine.close();
  }
}

/** Stock udev calls the standby by its phys_port_name, and the primary by its own slot. No link may be called NAMEnpf. */
async function checkStockNames(machine: ImageMachine, say: Say): Promise<void> {
  for (const stage of ["before-switch", "after-switch", "now"] as const) {
    const trio = await recordedTrio(machine, stage);
    say(`${stage}: ${describeTrio(trio)}`);
    assert.equal(trio.standby?.name, `${trio.master.name}nsby`, "this one is stock udev's name too");
    assert.ok(!trio.primary?.name.endsWith("npf"), `${stage}: ${describeTrio(trio)}`);
  }
  const { primary } = await recordedTrio(machine, "now");
  assert.equal(primary?.name, "enp2s0");
}

/** The package is removed while the slaves have its names. They keep them, also when udevd handles another event of each link. */
async function checkRemoval(machine: ImageMachine, say: Say): Promise<void> {
  // A new initramfs would take many minutes, and only the next boot would have it.
  await machine.succeed(
    "ln -sf /bin/true /usr/bin/dracut; echo update_initramfs=no >/etc/initramfs-tools/update-initramfs.conf || true",
  );
  const { status, output } = await machine.run("dpkg --remove failover-ifname", 600_000);
  assert.equal(status, 0, output);
  await machine.succeed("udevadm trigger --settle --subsystem-match=net --action=change");
  await checkWithoutPackage(machine, say);
}
