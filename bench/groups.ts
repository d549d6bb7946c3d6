// SPDX-License-Identifier: MIT
/** Captured roots with any number of failover groups. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import tmp from "tmp";

/** A folder for `--root`. */
export interface Root {
  folder: string;
  remove(): void;
}

/**
 * Groups of net_failover as in a virtual machine at boot: master, standby and primary. The slaves do not have their names
 * yet.
 */
export function makeGroups(count: number): Root {
  const { name: folder, removeCallback: remove } = tmp.dirSync({
    prefix: "failover-ifname-bench",
    unsafeCleanup: true,
  });
  const links = [record(1, "lo", {})];
  mkdirSync(join(folder, "run/udev/data"), { recursive: true });
  for (let group = 0; group < count; group++) {
    const master = 2 + 3 * group;
    const virtio = { parentbus: "virtio", parentdev: `virtio${group}` };
    const slave = { master: `ens${group}` };
    links.push(
      record(master, `ens${group}`, { ...virtio, altnames: [`enp1s${group}`] }),
      record(master + 1, `eth${2 * group}`, { ...virtio, ...slave }),
      record(master + 2, `eth${2 * group + 1}`, { ...slave, parentbus: "pci", parentdev: `${group}:00:04.0` }),
    );
    const device = join(folder, `sys/bus/virtio/devices/virtio${group}`);
    mkdirSync(device, { recursive: true });
    writeFileSync(join(device, "features"), `${"0".repeat(62)}10\n`);
    writeFileSync(join(folder, `run/udev/data/n${master}`), "I:2815092\nE:ID_NET_DRIVER=net_failover\n");
  }
  writeFileSync(join(folder, "ip-link.json"), JSON.stringify(links));
  return { folder, remove };
}

/** A link with the fields that every link has in the output of `ip -d -j link`. */
function record(ifindex: number, ifname: string, more: object): object {
  return {
    ifindex,
    ifname,
    flags: ["BROADCAST", "MULTICAST"],
    mtu: 1500,
    qdisc: "noop",
    operstate: "DOWN",
    linkmode: "DEFAULT",
    group: "default",
    txqlen: 1000,
    link_type: "ether",
    address: `52:54:00:00:${hexadecimal(ifindex >> 8)}:${hexadecimal(ifindex)}`,
    broadcast: "ff:ff:ff:ff:ff:ff",
    promiscuity: 0,
    min_mtu: 68,
    max_mtu: 65535,
    inet6_addr_gen_mode: "eui64",
    num_tx_queues: 1,
    num_rx_queues: 1,
    gso_max_size: 65536,
    gso_max_segs: 65535,
    ...more,
  };
}

function hexadecimal(value: number): string {
  return (value & 0xff).toString(16).padStart(2, "0");
}
