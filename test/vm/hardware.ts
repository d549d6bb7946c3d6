// SPDX-License-Identifier: MIT
/** The hardware of a machine, in QEMU's words. */
import type { Accelerator } from "./accelerator.ts";
import type { Architecture } from "./architectures.ts";

/**
 * PCI Express' own hotplug, with numbered slots (ens3) and an unplug that takes 6 s, or ACPI's, with slots without
 * numbers (enp1s0) and an unplug that takes 0.2 s.
 */
export type Hotplug = "native" | "acpi";

/** Which failover driver of the kernel the machine has. */
export type Failover = "net_failover" | "hv_netvsc";

/** The MAC that master, standby and primary share. */
export const masterMac = "52:54:00:6f:55:cc";
const secondMac = "52:54:00:6f:55:dd";
const standbyId = "master0";

/** The primary, for device_add. It is added only by QMP, always with the same id. Otherwise QEMU would refuse it. */
export const primaryDevice = {
  driver: "e1000e",
  id: "primary0",
  netdev: "hub1",
  mac: masterMac,
  bus: "port4",
  failover_pair_id: standbyId,
  romfile: "",
};

/** The standby of a second pair, with its master, and its primary: both for device_add. */
export const secondPair = [
  {
    driver: "virtio-net-pci",
    id: "master1",
    netdev: "hub4",
    mac: secondMac,
    bus: "port7",
    failover: true,
    romfile: "",
  },
  {
    driver: "e1000e",
    id: "primary1",
    netdev: "hub5",
    mac: secondMac,
    bus: "port8",
    failover_pair_id: "master1",
    romfile: "",
  },
] as const;

/**
 * What is added by QMP before the start: the primary, and the devices of a second pair. hv_netvsc makes the masters itself,
 * and its VFs are ordinary devices for QEMU.
 */
export function addedDevices(failover: Failover, twoPairs: boolean): Record<string, unknown>[] {
  const devices = [primaryDevice, ...(twoPairs ? secondPair : [])];
  if (failover === "net_failover") return devices;
  return devices
    .filter(({ driver }) => driver === primaryDevice.driver)
    .map((device) => ({ ...device, failover_pair_id: undefined }));
}

/** The MAC addresses of the pairs. Primary and standby, or VF and synthetic NIC, have the same one. */
export const pairMacs = [masterMac, secondMac] as const;

/** A part of the primary's path in the guest's sysfs: the port that it is plugged into. */
export const primaryPort = "/0000:00:04.0/";

/**
 * The machine's hardware: the master with its standby in slot 3, slot 4 for the primary, a plain e1000e in slot 5 and a
 * plain virtio NIC in slot 6, slots 7 and 8 for another pair. All are on hubs within QEMU: no traffic enters or leaves. With
 * hv_netvsc, slot 3 is empty.
 *
 * @returns arguments for QEMU
 */
export function machineArguments(
  { board, processor }: Architecture,
  accelerator: Accelerator,
  cpus: number,
  hotplug: Hotplug,
  failover: Failover,
): string[] {
  const args = ["-machine", board, "-accel", accelerator, "-cpu", accelerator === "kvm" ? "max" : processor];
  args.push("-smp", String(cpus));
  args.push("-nodefaults", "-no-user-config", "-nic", "none", "-display", "none");
  if (hotplug === "native" && board === "q35")
    args.push("-global", "ICH9-LPC.acpi-pci-hotplug-with-bridge-support=off");
  for (const slot of [3, 4, 5, 6, 7, 8]) {
    args.push("-device", `pcie-root-port,id=port${slot},bus=pcie.0,chassis=1,slot=${slot},addr=${slot}`);
  }
  for (const port of [0, 1, 2, 3, 4, 5]) args.push("-netdev", `hubport,id=hub${port},hubid=0`);
  const master = `virtio-net-pci,netdev=hub0,bus=port3,mac=${masterMac},id=${standbyId},failover=on`;
  const nics = [
    ...(failover === "net_failover" ? [master] : []),
    "e1000e,netdev=hub2,bus=port5,mac=52:54:00:6f:55:05",
    "virtio-net-pci,netdev=hub3,bus=port6,mac=52:54:00:6f:55:06",
  ];
  for (const nic of nics) args.push("-device", `${nic},romfile=`);
  return args;
}
