// SPDX-License-Identifier: MIT
/** One run of the program is killed at any of its calls. Later an administrator runs `rename`, which corrects everything. */
import { atRest, runProgram } from "../machine/hardware.ts";
import type { Script, World } from "../machine/state.ts";

export function killed(world: World): World {
  const last: Script = { name: "later", by: "people", steps: [atRest(runProgram(["rename"]))] };
  return { ...world, name: `${world.name}, one run killed`, scripts: [...world.scripts, last], kills: 1 };
}
