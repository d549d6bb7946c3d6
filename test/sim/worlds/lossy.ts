// SPDX-License-Identifier: MIT
/** The same worlds with interrupted dumps, and with lost events. */
import { foreign, seen, settledTrio, trio } from "../machine/devices.ts";
import { asRoot, bringDown, bringUp, runProgram } from "../machine/hardware.ts";
import { vanish } from "../machine/kernel.ts";
import type { LinkState, World } from "../machine/state.ts";
import { type Machine, makeWorld } from "./machine.ts";
import { holderLeaves } from "./runs.ts";

export function inParts(world: World): World {
  return { ...world, name: `${world.name}, dumps in two parts`, dumpsInParts: true };
}

/** Of two events that come before the first is received, one is lost. */
export function overrun(world: World): World {
  return { ...world, name: `${world.name}, room for one event`, eventQueue: 1 };
}

/** The link that holds the name goes up and down before it disappears. */
export function noisyHolder(machine: Machine): World {
  const world = holderLeaves(machine);
  const noise = [bringUp("holder", ["holder"]), bringDown("holder", ["holder"])];
  const scripts = world.scripts.map((script) =>
    script.name === "the holder" ? { ...script, steps: [...noise, ...script.steps] } : script,
  );
  return overrun({ ...world, name: `${world.name}, and not quietly`, scripts });
}

/** A link at the start of the list may disappear during the dump. Then a slave is left out. */
export function headLeaves(machine: Machine): World {
  const trios = settledTrio(machine, "", 3, false).map((link) => ({ ...link, altnames: [] }));
  const head: LinkState = {
    label: "head",
    ifindex: 1,
    name: "x0",
    altnames: [],
    up: false,
    master: 0,
    assigned: 3,
  };
  const links = [head, ...trios.map((link) => (link.label === "standby" ? { ...link, name: "eth1" } : link))];
  const leaves = asRoot("head", ["head"], "deletes", (world, state, link) => vanish(world, state, link));
  return inParts(
    makeWorld("a link goes while links are listed", machine, {
      devices: [...trio("", 3), foreign("head")],
      links,
      database: seen(links),
      scripts: [
        { name: "admin", by: "people", steps: [runProgram(["rename", "--udev"], { IFINDEX: "2" })] },
        { name: "another admin", by: "people", steps: [leaves] },
      ],
    }),
  );
}
