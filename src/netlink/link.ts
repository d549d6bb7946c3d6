// SPDX-License-Identifier: MIT
/** A network interface, as rtnetlink describes it. Names are byte strings. */
export interface Link {
  readonly ifindex: number;
  readonly name: string;
  readonly altnames: readonly string[];
  /** IFF_UP: administratively up. */
  readonly up: boolean;
  /** The ifindex of the master (IFLA_MASTER), 0 where there is none. */
  readonly master: number;
  /** IFLA_INFO_KIND, such as "bond"; empty for hardware, and for a failover master. */
  readonly kind: string;
  /** IFLA_INFO_SLAVE_KIND, such as "bridge"; empty for the slave of a failover master. */
  readonly slaveKind: string;
  /** The device that the link belongs to, such as virtio0 on the bus virtio; undefined for a virtual link. */
  readonly parent: Device | undefined;
}

export interface Device {
  /** "virtio", "pci", "vmbus", …; empty where the kernel does not say. */
  readonly bus: string;
  readonly name: string;
}

/** An ifindex in decimal; undefined if the text is not one. */
export function parseIfindex(text: string): number | undefined {
  const value = Number(text);
  const canonical = String(value) === text && Number.isInteger(value);
  return canonical && value > 0 && value <= 0x7fffffff ? value : undefined;
}
