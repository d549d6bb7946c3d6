// SPDX-License-Identifier: MIT
/** The links that the benchmarks use. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const LINKS = "/sys/class/net";

export interface BenchLink {
  name: string;
  ifindex: string;
}

/** A network card of this machine; if there is none, any link except lo. Throws Error if lo is the only link. */
export function findNic(): BenchLink {
  const others = readdirSync(LINKS).filter((name) => name !== "lo" && existsSync(join(LINKS, name, "ifindex")));
  const name = others.find((other) => existsSync(join(LINKS, other, "device"))) ?? others[0];
  if (name === undefined) throw new Error("this machine has no link but lo");
  return { name, ifindex: readFileSync(join(LINKS, name, "ifindex"), "utf8").trim() };
}

/** The part of the environment of a program of udevd that matters here. */
export function udevEnvironment({ name, ifindex }: BenchLink): NodeJS.ProcessEnv {
  return { IFINDEX: ifindex, INTERFACE: name, ID_NET_NAMING_SCHEME: "v252" };
}
