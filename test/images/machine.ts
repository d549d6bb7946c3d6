// SPDX-License-Identifier: MIT
/** A virtual machine that boots an image from its disk, with its own kernel and initramfs. */
import { join } from "node:path";
import tmp from "tmp";
import { chooseAccelerator } from "../vm/accelerator.ts";
import { x86 } from "../vm/architectures.ts";
import { machineArguments, primaryDevice } from "../vm/hardware.ts";
import { dhcpServer } from "../vm/managers/dhcp.ts";
import { type Machine, operate } from "../vm/operate.ts";
import { type Qemu, startQemu } from "../vm/qemu.ts";
import { serveWire, wireArguments } from "../vm/wire.ts";
import type { Built } from "./image.ts";

/** How an image is booted. */
export interface BootOptions {
  /** Further arguments for the kernel. */
  kernelArguments?: string[];
  /** As for `startMachine`. Default: no. */
  countInstructions?: boolean;
}

export interface ImageMachine extends Machine {
  /** Seconds from the start of the machine until systemd had started all. */
  bootSeconds: number;
  /** The guest reboots itself. Waits until it is up again. */
  reboot(): Promise<void>;
}

const bootLimit = 900_000;
const coldplugSeconds = 400;

/** An emulated boot takes minutes on a busy machine. The first boot of an image makes caches that no test needs. */
const lessWork = ["quiet", "systemd.condition_needs_update=0", "mitigations=off", "audit=0", "apparmor=0"];

/**
 * Boots an image to the running system. A DHCP server answers on the wire. The image stays as it is: what the guest writes
 * is lost with the machine.
 *
 * @throws Error if systemd has not started all units in time. Nothing of the machine is left then
 */
export async function bootImage(image: Built, options: BootOptions = {}): Promise<ImageMachine> {
  tmp.setGracefulCleanup();
  const folder = tmp.dirSync({ prefix: "failover-ifname-image-", unsafeCleanup: true });
  let qemu: Qemu | undefined;
  const close = () => {
    qemu?.kill();
    folder.removeCallback();
  };
  try {
    const accelerator = options.countInstructions ? "tcg" : await chooseAccelerator(image.kernel, x86);
    const wire = join(folder.name, "wire.sock");
    serveWire(wire, dhcpServer());
    const start = performance.now();
    const append = [
      ...["root=/dev/vda", "rw", "console=ttyS0", "panic=-1", `machine.control=${x86.control.port}`],
      ...(accelerator === "tcg" ? lessWork : []),
      ...(options.kernelArguments ?? []),
    ].join(" ");
    const started = await startQemu(x86, folder.name, [
      ...machineArguments(x86, accelerator, 1, "acpi", "net_failover"),
      ...(options.countInstructions ? ["-icount", "shift=0,sleep=off"] : []),
      ...wireArguments(wire),
      ...["-m", "1024", "-drive", `file=${image.disk},format=raw,if=virtio,snapshot=on`],
      ...["-kernel", image.kernel, "-initrd", image.initramfs, "-append", append],
    ]);
    qemu = started;
    const machine = operate(started, accelerator, "acpi", primaryDevice, close);
    await started.qmp.execute("device_add", primaryDevice);
    await started.qmp.execute("cont");
    const awaitBoot = async () => {
      await started.wait(bootLimit, "sign from the guest", started.control.ready());
      await machine.run("systemctl is-system-running --wait", bootLimit);
      await machine.run(`/usr/lib/machine/await-primary ${coldplugSeconds}`, 2000 * coldplugSeconds);
    };
    await awaitBoot();
    const reboot = async () => {
      await machine.succeed("systemctl reboot --no-block");
      await awaitBoot();
    };
    return { ...machine, reboot, bootSeconds: (performance.now() - start) / 1000 };
  } catch (error) {
    close();
    throw error;
  }
}
