// SPDX-License-Identifier: MIT
/** What the links of a trio have got from a manager. */
import type { Machine } from "../machine.ts";
import { type GuestLink, readTrio } from "../names.ts";

export interface Outcome {
  master: string;
  standby: string;
  primary: string;
  /** Whether the master has an address and the default route, and its slaves have none. */
  right: boolean;
}

/** The fields of `ip -j -4 address` and `ip -j -4 route` that are used here. */
interface IpAddress {
  ifname: string;
  addr_info: { local: string; scope: string }[];
}
interface IpRoute {
  dst: string;
  dev: string;
}

/** What one link has. */
interface Got {
  link: GuestLink | undefined;
  addresses: string[];
  defaultRoute: boolean;
}

const quietSeconds = 8;
const limitSeconds = 120;

/**
 * Waits until the master has an address and nothing changes any more, and reads what each link has.
 *
 * @throws Error if the master gets no address
 */
export async function readOutcome(machine: Machine): Promise<Outcome> {
  const { master } = await readTrio(machine);
  const wait = `/usr/lib/machine/await-quiet ${master.name} ${quietSeconds} ${limitSeconds}`;
  const { status } = await machine.run(wait, 2 * limitSeconds * 1000);
  if (status !== 0) throw new Error(`${master.name} gets no address`);
  const trio = await readTrio(machine);
  const addresses: IpAddress[] = JSON.parse(await machine.succeed("ip -j -4 address show scope global"));
  const routes: IpRoute[] = JSON.parse(await machine.succeed("ip -j -4 route show default"));
  const [first, ...slaves] = [trio.master, trio.standby, trio.primary].map((link): Got => {
    const found = addresses.find(({ ifname }) => ifname === link?.name)?.addr_info ?? [];
    const defaultRoute = routes.some(({ dev }) => dev === link?.name);
    return { link, addresses: found.map(({ local }) => local), defaultRoute };
  });
  return {
    master: describe(first),
    standby: describe(slaves[0]),
    primary: describe(slaves[1]),
    right: first?.addresses.length === 1 && first.defaultRoute && slaves.every(hasNothing),
  };
}

function hasNothing({ link, addresses, defaultRoute }: Got): boolean {
  return link !== undefined && addresses.length === 0 && !defaultRoute;
}

/** @returns for example `ens3 up 192.0.2.10 default` */
function describe(got: Got | undefined): string {
  if (got?.link === undefined) return "–";
  const { link, addresses, defaultRoute } = got;
  return [link.name, link.up ? "up" : "down", ...addresses, ...(defaultRoute ? ["default"] : [])].join(" ");
}
