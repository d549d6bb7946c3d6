// SPDX-License-Identifier: MIT
/** A virtual machine with a failover master: the trio of net_failover, or the pair of hv_netvsc. */
import { join } from "node:path";
import tmp from "tmp";
import { chooseAccelerator } from "./accelerator.ts";
import { machineSuite, type Suite } from "./apt.ts";
import { type Architecture, builtProgram, x86 } from "./architectures.ts";
import { addedDevices, type Failover, type Hotplug, machineArguments } from "./hardware.ts";
import { projectFolder } from "./host.ts";
import { type GuestFile, type Layer, writeInitramfs } from "./initramfs.ts";
import { findKernel } from "./kernel.ts";
import { awaitPrimary, type Machine, operate } from "./operate.ts";
import { type Qemu, startQemu } from "./qemu.ts";
import { type Answerer, serveWire, wireArguments } from "./wire.ts";

/** What kind of machine to start. */
export interface MachineOptions {
  /** Whether the program and its udev rule are in the guest. */
  withRule: boolean;
  /** Whether PID 1 is the real systemd, with its stock units for udevd, and not a script. Default: no. */
  systemd?: boolean;
  /** The failover driver. The module of `netvsc-machine.ts` must be among the files for hv_netvsc. Default: net_failover. */
  failover?: Failover;
  /** Number of processors. Default: 1. */
  cpus?: number;
  /** How the primary is plugged and unplugged. Default: native. */
  hotplug?: Hotplug;
  /** A second pair, in slots 7 and 8. Default: no. */
  twoPairs?: boolean;
  /** Sets the failover master up as soon as udev has named it. Default: no. */
  masterUp?: boolean;
  /** udevd logs all that it does to the guest's /run/udevd.log. The coldplug takes 2 s more. Default: yes. */
  udevDebug?: boolean;
  /**
   * The guest's clock counts the guest's instructions, one per nanosecond, and skips the time when the guest is idle.
   * Times then do not depend on the host. The guest is emulated, even if KVM works, with one processor. Default: no.
   */
  countInstructions?: boolean;
  /** The file of the firmware that starts the kernel. Default: QEMU starts it, on arm64 with a device tree and without ACPI. */
  firmware?: string;
  /** Further arguments for the kernel. */
  kernelArguments?: string[];
  /** The source of the guest's packages. Default: the distribution of this machine. */
  suite?: Suite;
  /** Further large parts of the guest. */
  layers?: Layer[];
  /** Further files for the guest. */
  files?: GuestFile[];
  /** What answers frames of the guest's NICs. Default: nothing. */
  wire?: Answerer;
}

export type { Machine };

const bootLimit = 480_000;

/**
 * Starts a machine: a failover master with its slaves, a plain e1000e and a plain virtio NIC, without traffic to or from outside.
 *
 * @returns the machine, with the coldplug done and the primary handled by udev
 * @throws Error if it fails before that. Nothing of it is left then
 */
export async function startMachine(options: MachineOptions): Promise<Machine> {
  const suite = options.suite ?? machineSuite;
  const architecture = suite.architecture ?? x86;
  const hotplug = options.hotplug ?? "native";
  const failover = options.failover ?? "net_failover";
  tmp.setGracefulCleanup();
  const folder = tmp.dirSync({ prefix: "failover-ifname-vm-", unsafeCleanup: true });
  let qemu: Qemu | undefined;

  function close(): void {
    qemu?.kill();
    folder.removeCallback();
  }

  try {
    const kernel = await findKernel(suite);
    const accelerator = options.countInstructions ? "tcg" : await chooseAccelerator(kernel, architecture);
    const files = [...(options.withRule ? productFiles(architecture) : []), ...(options.files ?? [])];
    const initramfs = await writeInitramfs(folder.name, suite, options.systemd ?? false, files, options.layers);
    const append = [
      `console=${architecture.console}`,
      `machine.control=${architecture.control.port}`,
      "panic=-1",
      ...(options.kernelArguments ?? []),
    ];
    if (options.udevDebug ?? true) append.push("udev.log_level=debug");
    if (options.systemd) append.push("rdinit=/sbin/init", "systemd.unit=machine.target");
    const wire = join(folder.name, "wire.sock");
    if (options.wire) serveWire(wire, options.wire);
    qemu = await startQemu(architecture, folder.name, [
      ...machineArguments(architecture, accelerator, options.cpus ?? 1, hotplug, failover),
      ...["-m", "512", "-no-reboot"],
      ...(options.wire ? wireArguments(wire) : []),
      ...(options.countInstructions ? ["-icount", "shift=0,sleep=off"] : []),
      ...(options.firmware === undefined ? [] : ["-bios", options.firmware]),
      ...["-kernel", kernel, "-initrd", initramfs, "-append", append.join(" ")],
    ]);
    const devices = addedDevices(failover, options.twoPairs ?? false);
    const machine = operate(qemu, accelerator, hotplug, devices[0] ?? {}, close);
    for (const device of devices) await qemu.qmp.execute("device_add", device);
    await qemu.qmp.execute("cont");
    await qemu.wait(bootLimit, "sign from the guest", qemu.control.ready());
    if (options.masterUp) await machine.succeed("/usr/lib/machine/master-up");
    await machine.succeed(awaitPrimary);
    return machine;
  } catch (error) {
    close();
    throw error;
  }
}

function productFiles(architecture: Architecture): GuestFile[] {
  const rule = "79-failover-ifname.rules";
  const network = "09-failover-ifname.network";
  return [
    { path: "usr/lib/udev/failover-ifname", from: builtProgram(architecture, "failover-ifname") },
    { path: "usr/bin/failover-ifname", link: "../lib/udev/failover-ifname" },
    { path: join("usr/lib/udev/rules.d", rule), from: join(projectFolder, "rules", rule) },
    { path: join("usr/lib/systemd/network", network), from: join(projectFolder, "packaging/networkd", network) },
  ];
}
