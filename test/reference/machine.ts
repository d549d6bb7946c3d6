// SPDX-License-Identifier: MIT
/** A machine as the reference sees it: what rtnetlink, sysfs, udev and the configuration say, as plain data. */
export interface Machine {
  readonly links: readonly MachineLink[];
  /** The attribute `features` of virtio devices, bit 0 first. */
  readonly features: { readonly [device: string]: string };
  /** Entries of udev's database by ifindex; undefined if the machine has no database. */
  readonly udev: { readonly [ifindex: number]: string } | undefined;
  readonly kernelRelease: string;
  readonly commandLine: string;
  /** Configuration files by path, without the first slash. */
  readonly configuration: { readonly [path: string]: string };
}

export interface MachineLink {
  readonly ifindex: number;
  readonly name: string;
  readonly altnames: readonly string[];
  readonly up: boolean;
  /** The ifindex of the master; 0 if there is none. */
  readonly master: number;
  /** IFLA_INFO_KIND and IFLA_INFO_SLAVE_KIND; empty if there is none. */
  readonly kind: string;
  readonly slaveKind: string;
  readonly parent: { readonly bus: string; readonly device: string; readonly driver: string } | undefined;
  /** name_assign_type of sysfs; 0 if it cannot be read. */
  readonly nameAssignType: number;
}
