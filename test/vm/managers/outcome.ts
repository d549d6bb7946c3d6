// SPDX-License-Identifier: MIT
/** What the links of a trio have got from a manager. */
import type { Machine } from "../machine.ts";
import { type GuestLink, readTrio } from "../names.ts";

export interface Outcome {
  master: string;
  standby: string;
  primary: string;
  /** The slaves that have an address or a default route: their roles. */
  served: string[];
  /** Whether the master has an address. */
  masterServed: boolean;
  /** Whether there are no such slaves, all three links are there, and the master has one address and the default route. */
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
const limitSeconds = 150;

/**
 * Waits until the master has an address and nothing changes any more, and reads what each link has. If the master gets none in
 * time, the end of the machine's journal goes to standard error.
 */
export async function readOutcome(machine: Machine): Promise<Outcome> {
  const { master } = await readTrio(machine);
  const wait = `/usr/lib/machine/await-quiet ${master.name} ${quietSeconds} ${limitSeconds}`;
  const { status } = await machine.run(wait, 2 * limitSeconds * 1000);
  if (status !== 0) {
    const { output } = await machine.run("systemctl --failed --no-legend; journalctl --no-pager | tail -n 40");
    console.error(`${master.name} gets no address:\n${output}`);
  }
  const trio = await readTrio(machine);
  const addresses: IpAddress[] = JSON.parse(await machine.succeed("ip -j -4 address show scope global"));
  const routes: IpRoute[] = JSON.parse(await machine.succeed("ip -j -4 route show default"));
  const [first, ...slaves] = [trio.master, trio.standby, trio.primary].map((link): Got => {
    const found = addresses.find(({ ifname }) => ifname === link?.name)?.addr_info ?? [];
    const defaultRoute = routes.some(({ dev }) => dev === link?.name);
    return { link, addresses: found.map(({ local }) => local), defaultRoute };
  });
  const served = ["standby", "primary"].filter((_, index) => hasSomething(slaves[index]));
  const complete = slaves.every(({ link }) => link !== undefined);
  return {
    master: describe(first),
    standby: describe(slaves[0]),
    primary: describe(slaves[1]),
    served,
    masterServed: first !== undefined && first.addresses.length > 0,
    right: served.length === 0 && complete && first?.addresses.length === 1 && first.defaultRoute,
  };
}

function hasSomething(got: Got | undefined): boolean {
  return got !== undefined && (got.addresses.length > 0 || got.defaultRoute);
}

/** @returns for example `ens3 up 192.0.2.10 default` */
function describe(got: Got | undefined): string {
  if (got?.link === undefined) return "–";
  const { link, addresses, defaultRoute } = got;
  return [link.name, link.up ? "up" : "down", ...addresses, ...(defaultRoute ? ["default"] : [])].join(" ");
}
