// SPDX-License-Identifier: MIT
/** The parts that all worlds share. */
import type { Host } from "../../../src/host/host.ts";
import { main } from "../../../src/main.ts";
import type { World } from "../machine/state.ts";
import type { KernelVersion, UdevdVersion } from "../machine/versions.ts";

export interface Machine {
  readonly kernel: KernelVersion;
  readonly udevd: UdevdVersion;
}

/** The unchanged program. */
export function program(host: Host): number {
  return main(host);
}

export function makeWorld(
  name: string,
  { kernel, udevd }: Machine,
  parts: Pick<World, "devices" | "scripts"> & Partial<World>,
): World {
  return {
    name: `${name} (Linux ${kernel.release}, udevd ${udevd.release})`,
    kernel,
    udevd,
    workers: 2,
    links: [],
    database: [],
    files: {},
    entry: program,
    faults: {},
    kills: 0,
    ...parts,
  };
}
