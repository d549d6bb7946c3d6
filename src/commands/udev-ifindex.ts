// SPDX-License-Identifier: MIT
import { Exit, Failure } from "../errors.ts";
import type { Host } from "../host/host.ts";
import { parseIfindex } from "../netlink/link.ts";

/** The ifindex of the link of a uevent, from the environment that udevd gives its programs. Throws Failure. */
export function udevIfindex(host: Host): number {
  const value = host.env("IFINDEX");
  if (value === undefined) throw new Failure(Exit.usage, "IFINDEX is not set: --udev is for programs of a udev rule");
  const ifindex = parseIfindex(value);
  if (ifindex === undefined) throw new Failure(Exit.usage, "IFINDEX in the environment is not an ifindex");
  return ifindex;
}
