// SPDX-License-Identifier: MIT
import type { ShownGroup, ShownLink, ShownSlave } from "./shown.ts";

/**
 * What `show --json` prints. failover-ifname(8) describes the fields.
 *
 * @param off why the udev rule does nothing
 */
export function toJson(groups: readonly ShownGroup[], off: string | undefined): unknown {
  return {
    disabled: off ?? null,
    groups: groups.map(({ master: { kind, settled }, masterLink, slaves }) => ({
      kind: kind.name,
      master: { ...linkToJson(masterLink), settled: settled.status, settled_reason: settled.reason },
      slaves: slaves.map(slaveToJson),
    })),
  };
}

function linkToJson({ link, address, carrier, driver, traffic }: ShownLink): object {
  return {
    ifindex: link.ifindex,
    name: link.name,
    altnames: link.altnames,
    up: link.up,
    carrier: carrier ?? null,
    traffic: traffic ?? null,
    address: address ?? null,
    bus: link.parent?.bus || null,
    device: link.parent?.name ?? null,
    driver: driver ?? null,
  };
}

function slaveToJson(slave: ShownSlave): unknown {
  const { wanted, rename, via, dropAltnames, addAltnames, obstacle } = slave.plan;
  return {
    ...linkToJson(slave),
    role: slave.plan.slave.role,
    wanted: wanted.name ?? null,
    rename: rename ?? null,
    via: via ?? null,
    drop_altnames: dropAltnames.map(({ altname, link: { ifindex } }) => ({ altname, ifindex })),
    add_altnames: addAltnames,
    obstacle: obstacle === undefined ? null : { reason: obstacle.reason, transient: obstacle.transient },
  };
}
