// SPDX-License-Identifier: MIT
/** hv_netvsc: a synthetic NIC and its VF, which is opened 100 ms after it has joined. */
import { pair, seen, settledPair, settledTrio, trio } from "../machine/devices.ts";
import {
  atRest,
  bringUp,
  isSettled,
  plugVf,
  probeNetvsc,
  register,
  renameTo,
  runProgram,
  takeOver,
  unregister,
  when,
} from "../machine/hardware.ts";
import type { Script, Step, World } from "../machine/state.ts";
import { BOUNCE, pci } from "./hotplug.ts";
import { type Machine, makeWorld } from "./machine.ts";

/** The synthetic NIC and the VF come in any order. The master is set up when udev knows it, as networkd does it. */
export function netvscBoot(machine: Machine): World {
  const scripts = [probeNetvsc(machine, "", "in probe"), plugVf(machine, ""), networkd];
  return makeWorld("boot, hv_netvsc", machine, { devices: pair("", 3), scripts });
}

/**
 * The same with a driver that hears of a VF only after its probe. No uevent tells that such a VF has joined. So a last run,
 * as of the service, must find it.
 */
export function netvscBootLateJoin(machine: Machine): World {
  const service: Script = { name: "service", by: "people", steps: [atRest(runProgram(["rename"]))] };
  const scripts = [probeNetvsc(machine, "", "after probe"), plugVf(machine, ""), service];
  return makeWorld("boot, hv_netvsc, VF joined after the probe", machine, { devices: pair("", 3), scripts });
}

/** The VF is revoked and given back, with the next ifindex. */
export function netvscReplug(machine: Machine): World {
  return running("VF revoked and given back", machine, true, [vf(machine, "out in open")]);
}

/** The same, and udev has handled the VF before the 100 ms are over. */
export function netvscInTime(machine: Machine): World {
  const script = vf(machine, "out in open");
  const steps = script.steps.map((step, index) => (index === script.steps.length - 1 ? atRest(step) : step));
  return running("VF given back, and udev is in time", machine, true, [{ ...script, steps }]);
}

/** The VF is revoked again before the 100 ms are over. */
export function netvscRevokedAtOnce(machine: Machine): World {
  return running("VF revoked within 100 ms", machine, true, [vf(machine, "out in out in open")]);
}

/** The master is down. So the VF stays down, and every kernel renames it. */
export function netvscDown(machine: Machine): World {
  return running("VF of a master that is down", machine, false, [vf(machine, "out in open")]);
}

export function netvscBounced(machine: Machine): World {
  const world = netvscReplug(machine);
  return { ...world, name: `${world.name}, Bounce=yes`, files: BOUNCE };
}

/** An administrator renames the master in the meantime. */
export function netvscMasterRenamed(machine: Machine): World {
  const admin: Script = { name: "admin", by: "people", steps: [renameTo("master", "lan0", ["master", "primary"])] };
  return running("VF given back while the master is renamed", machine, false, [vf(machine, "out in open"), admin]);
}

/** A VF that has no synthetic NIC: its master never comes. It is a plain NIC. */
export function vfAlone(machine: Machine): World {
  return makeWorld("VF without a synthetic NIC", machine, { devices: pair("", 3), scripts: [plugVf(machine, "")] });
}

/** Two pairs, whose VFs come at the same time. */
export function twoPairs(machine: Machine): World {
  const links = [...settledPair("a-", 3, true, 2), ...settledPair("b-", 4, true, 3)];
  // Without the primaries, the ifindexes have no gap.
  const present = links.filter(({ label }) => label.endsWith("master"));
  return makeWorld("two pairs", machine, {
    devices: [...pair("a-", 3), ...pair("b-", 4)],
    links: present,
    database: seen(present),
    scripts: ["a-", "b-"].map((group) => plugVf(machine, group)),
  });
}

/** A net_failover group in the same machine. Both primaries come at the same time. */
export function bothKinds(machine: Machine): World {
  const links = [...settledTrio(machine, "", 3, true), ...settledPair("b-", 4, true, 4)];
  const present = links.filter(({ label }) => !label.endsWith("primary"));
  return makeWorld("net_failover and hv_netvsc", machine, {
    devices: [...trio("", 3), ...pair("b-", 4)],
    links: present,
    database: seen(present),
    scripts: [pci(machine, "in"), plugVf(machine, "b-")],
  });
}

/** What happens to the VF, in order. It is opened at "open", by the delayed work of the last "in". */
function vf(machine: Machine, order: string): Script {
  const steps: { readonly [what: string]: readonly Step[] } = {
    in: register(machine, "primary", "master"),
    out: unregister("primary"),
    open: [takeOver("")],
  };
  return { ...plugVf(machine, ""), steps: order.split(" ").flatMap((what) => steps[what] ?? []) };
}

function running(name: string, machine: Machine, up: boolean, scripts: readonly Script[]): World {
  const links = settledPair("", 3, up);
  return makeWorld(name, machine, { devices: pair("", 3), links, database: seen(links), scripts });
}

const networkd: Script = {
  name: "networkd",
  by: "people",
  steps: [when(bringUp("master", ["master", "primary"]), (state) => isSettled(state, "master"))],
};
