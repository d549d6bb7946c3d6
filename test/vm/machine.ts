// SPDX-License-Identifier: MIT
/** A virtual machine with a failover master: the trio of net_failover, or the pair of hv_netvsc. */
import { join } from "node:path";
import tmp from "tmp";
import { type Accelerator, chooseAccelerator } from "./accelerator.ts";
import { machineSuite, type Suite } from "./apt.ts";
import { type Architecture, builtProgram, x86 } from "./architectures.ts";
import type { Answer } from "./control.ts";
import { addedDevices, type Failover, type Hotplug, machineArguments, primaryDevice } from "./hardware.ts";
import { projectFolder } from "./host.ts";
import { type GuestFile, type Layer, writeInitramfs } from "./initramfs.ts";
import { findKernel } from "./kernel.ts";
import { type Qemu, startQemu } from "./qemu.ts";
import { QmpError } from "./qmp.ts";
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

export interface Machine {
  accelerator: Accelerator;
  /**
   * Runs one line of shell in the guest.
   *
   * @throws Error if it has not ended after so many milliseconds (default: 60 s). The machine is then closed
   */
  run(command: string, milliseconds?: number): Promise<Answer>;
  /** Runs one line of shell that must succeed. Returns its output without the last newline. */
  succeed(command: string): Promise<string>;
  /** Unplugs the primary and waits until it is gone and udev is idle. */
  unplugPrimary(): Promise<void>;
  /** Plugs the primary in and waits until udev has handled it, and all events that follow. */
  plugPrimary(): Promise<void>;
  /** Kills QEMU and removes all files of the machine. */
  close(): void;
}

const bootLimit = 240_000;
const settleSeconds = 30;

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

const awaitPrimary = `/usr/lib/machine/await-primary ${settleSeconds}`;

function operate(
  qemu: Qemu,
  accelerator: Accelerator,
  hotplug: Hotplug,
  primary: Record<string, unknown>,
  close: () => void,
): Machine {
  async function run(command: string, milliseconds = 60_000): Promise<Answer> {
    try {
      return await qemu.wait(milliseconds, `end of '${command}' in the guest`, qemu.control.run(command));
    } catch (error) {
      // A later answer would be taken for that of the next command.
      close();
      throw error;
    }
  }

  async function succeed(command: string): Promise<string> {
    const { status, output } = await run(command);
    if (status !== 0) throw new Error(`'${command}' in the guest gave exit status ${status}: ${output}`);
    return output.replace(/\n$/, "");
  }

  async function unplugPrimary(): Promise<void> {
    // A busy guest may lose the request. PCI Express itself waits 5 s before the removal.
    const patience = hotplug === "native" ? 12_000 : 4000;
    for (let attempt = 0; attempt < 4; attempt++) {
      const gone = qemu.qmp.sawEvent("DEVICE_DELETED", primaryDevice.id, patience);
      if (!(await requestRemoval(qemu)) || (await gone)) {
        await succeed(`udevadm settle --timeout=${settleSeconds}`);
        return;
      }
    }
    throw new Error("the guest does not let the primary go");
  }

  async function plugPrimary(): Promise<void> {
    await qemu.qmp.execute("device_add", primary);
    await succeed(awaitPrimary);
  }

  return { accelerator, run, succeed, unplugPrimary, plugPrimary, close };
}

/** @returns false if there is nothing left to remove */
async function requestRemoval(qemu: Qemu): Promise<boolean> {
  try {
    await qemu.qmp.execute("device_del", { id: primaryDevice.id });
  } catch (error) {
    if (!(error instanceof QmpError)) throw error;
    if (error.kind === "DeviceNotFound") return false;
    if (!/in the process of unplug/.test(error.message)) throw error;
  }
  return true;
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
