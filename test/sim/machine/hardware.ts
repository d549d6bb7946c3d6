// SPDX-License-Identifier: MIT
/** Events of links: scripts for the kernel's threads and for people. */

import { appear, change, enslave, linkByLabel, rename, setUp, uevent, vanish } from "./kernel.ts";
import { deviceOf, type LinkState, type Script, type State, type Step, slotOfScript, type World } from "./state.ts";
import { launch } from "./system-calls.ts";
import { isQuiet } from "./world.ts";

/** virtio_net's probe: the master, then the standby. */
export function probeVirtio(world: Pick<World, "kernel">, group: string): Script {
  return {
    name: `kernel, ${group}virtio`,
    by: "kernel",
    steps: [
      ...register(world, `${group}master`, undefined),
      adopt(`${group}master`, `${group}primary`),
      ...register(world, `${group}standby`, `${group}master`),
    ],
  };
}

/** A PCI function is plugged in. */
export function plugPrimary(world: Pick<World, "kernel">, group: string): Script {
  return { name: `kernel, ${group}PCI`, by: "kernel", steps: register(world, `${group}primary`, `${group}master`) };
}

/**
 * netvsc_probe: a synthetic NIC. A VF that is there already joins it without any uevent.
 *
 * @param when "in probe": under the same rtnl, and the VF is opened at once. "after probe": as in kernels before commit
 *   9cae43da9867. The driver hears of the VF when it registers its notifier
 */
export function probeNetvsc(world: Pick<World, "kernel">, group: string, when: "in probe" | "after probe"): Script {
  const [master, primary] = [`${group}master`, `${group}primary`];
  const [begin, ...finish] = register(world, master, undefined);
  const join: Step = {
    label: `joins ${primary}, and opens it`,
    touches: [primary],
    run: (world, state) => {
      const joined = linkByLabel(state, primary) === undefined ? state : joinMaster(world, state, primary, master);
      return open(world, joined, primary, master);
    },
  };
  if (begin === undefined) throw new Error("a registration has steps");
  const steps =
    when === "in probe" ? [begin, join, ...finish] : [begin, ...finish, adopt(master, primary), takeOver(group)];
  return { name: `kernel, ${group}vmbus`, by: "kernel", steps };
}

/** A VF is plugged in. If its master exists, the VF joins it, and is opened 100 ms later. */
export function plugVf(world: Pick<World, "kernel">, group: string): Script {
  const plug = plugPrimary(world, group);
  return { ...plug, steps: [...plug.steps, takeOver(group)] };
}

/** netvsc_vf_setup: the VF is opened if its master is up. It comes 100 ms after the VF has joined, or later. */
export function takeOver(group: string): Step {
  const [master, primary] = [`${group}master`, `${group}primary`];
  return {
    label: `opens ${primary}, because 100 ms are over`,
    touches: [primary],
    run: (world, state) => (state.rtnl === -1 ? open(world, state, primary, master) : undefined),
  };
}

function open(world: World, state: State, slave: string, master: string): State {
  const [link, above] = [linkByLabel(state, slave), linkByLabel(state, master)];
  if (link === undefined || above?.up !== true || link.master !== above.ifindex) return state;
  return setUp(world, state, link, true);
}

/** The steps of register_netdevice; with those of a slave if there is a master to join. */
export function register(world: Pick<World, "kernel">, label: string, master: string | undefined): Step[] {
  const { addBeforeEnslavement } = world.kernel;
  const touches = [label];
  const begin: Step = {
    label: `registers ${label}`,
    touches,
    run: (world, state, self) => {
      if (state.rtnl !== -1) return undefined;
      const there = appear({ ...state, rtnl: self }, deviceOf(world, label));
      return addBeforeEnslavement ? announce(there, label) : there;
    },
  };
  const join: Step = {
    label: `makes ${label} a slave`,
    touches,
    run: (world, state) => joinMaster(world, state, label, master ?? ""),
  };
  const finish: Step = {
    label: `has registered ${label}`,
    touches,
    run: (world, state) => {
      const told = addBeforeEnslavement ? state : announce(state, label);
      return { ...change(world, told, mustFind(state, label)), rtnl: -1 };
    },
  };
  return master === undefined ? [begin, finish] : [begin, join, finish];
}

/** The link of a device is removed: it is closed and released under rtnl, then it disappears. */
export function unregister(label: string): Step[] {
  return [
    {
      label: `unregisters ${label}`,
      touches: [label],
      run: (world, state, self) => {
        const link = linkByLabel(state, label);
        if (state.rtnl !== -1 || link === undefined) return undefined;
        return change(world, { ...state, rtnl: self }, { ...link, up: false, master: 0 });
      },
    },
    {
      label: `has unregistered ${label}`,
      touches: [label],
      run: (world, state) => {
        const { ifindex, name } = mustFind(state, label);
        const gone = vanish(world, state, mustFind(state, label));
        return { ...uevent(gone, { action: "remove", ifindex, label, name, oldName: "" }), rtnl: -1 };
      },
    },
  ];
}

/** failover_existing_slave_register: the primary existed before its master, and joins it without any uevent. */
function adopt(master: string, primary: string): Step {
  return {
    label: `looks for slaves of ${master}`,
    touches: [primary],
    run: (world, state) => {
      if (state.rtnl !== -1) return undefined;
      return linkByLabel(state, primary) === undefined ? state : joinMaster(world, state, primary, master);
    },
  };
}

/** Something that holds rtnl changes a link. */
export function asRoot(
  label: string,
  touches: readonly string[],
  what: string,
  change: (world: World, state: State, link: LinkState) => State | number,
): Step {
  return {
    label: `${what} ${label}`,
    touches,
    run: (world, state) => {
      const link = linkByLabel(state, label);
      if (state.rtnl !== -1 || link === undefined) return undefined;
      const outcome = change(world, state, link);
      return typeof outcome === "number" ? state : outcome;
    },
  };
}

/** @param touches the devices that can change; with a master, also its slaves, which go up with it */
export function bringUp(label: string, touches: readonly string[]): Step {
  return asRoot(label, touches, "ip link set up", (world, state, link) => setUp(world, state, link, true));
}

/** @param touches the devices that can change; with a master, also its slaves, which go down with it */
export function bringDown(label: string, touches: readonly string[]): Step {
  return asRoot(label, touches, "ip link set down", (world, state, link) => setUp(world, state, link, false));
}

/** @param touches the devices that can change; with a master, also its slaves, which are renamed after it */
export function renameTo(label: string, name: string, touches: readonly string[]): Step {
  return asRoot(label, touches, `ip link set name ${name}`, (world, state, link) => rename(world, state, link, name));
}

/** Has udev settled the name of the link? */
export function isSettled(state: State, label: string): boolean {
  const ifindex = linkByLabel(state, label)?.ifindex;
  return state.database.some((entry) => entry.ifindex === ifindex && entry.initialized && !entry.renaming);
}

/** The step cannot be done until the condition is true. */
export function when(step: Step, condition: (state: State, world: World) => boolean): Step {
  return {
    ...step,
    run: (world, state, self) => (condition(state, world) ? step.run(world, state, self) : undefined),
  };
}

/** No other actor has anything left to do. */
export function atRest(step: Step): Step {
  return {
    ...step,
    run: (world, state, self) => (isQuiet(world, state, self) ? step.run(world, state, self) : undefined),
  };
}

/** A person starts the program. */
export function runProgram(args: readonly string[], environment: { readonly [name: string]: string } = {}): Step {
  return {
    label: `runs failover-ifname ${args.join(" ")}`,
    run: (world, state, self) => launch(world, state, slotOfScript(world, self), { args, environment }),
  };
}

function announce(state: State, label: string): State {
  const { ifindex, name } = mustFind(state, label);
  return uevent(state, { action: "add", ifindex, label, name, oldName: "" });
}

function joinMaster(world: World, state: State, slave: string, master: string): State {
  const found = linkByLabel(state, master);
  return found === undefined ? state : enslave(world, state, mustFind(state, slave), found);
}

function mustFind(state: State, label: string): LinkState {
  const link = linkByLabel(state, label);
  if (link === undefined) throw new Error(`there is no link ${label}`);
  return link;
}
