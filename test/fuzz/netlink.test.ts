// SPDX-License-Identifier: MIT
/** Netlink answers of the simulated kernel, changed at random on their way to the program. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Datagram, Host } from "../../src/host/host.ts";
import { wordsOf } from "../sim/machine/rtnetlink.ts";
import { runDirectly } from "../sim/machine/run-alone.ts";
import { start } from "../sim/machine/world.ts";
import { program } from "../sim/worlds/machine.ts";
import { BOOKWORM } from "../sim/worlds/machines.ts";
import { groups, SWAPPED } from "../sim/worlds/two-masters.ts";
import fc from "../support/fast-check.ts";
import { assertContract } from "./contract.ts";
import { EFFORT } from "./effort.ts";
import { changeBytes, type Mutation, mutations } from "./mutations.ts";

const WORLD = groups("two masters", BOOKWORM, 2, SWAPPED, []);

/** Command lines. udev's calls also have the ifindex of the event. */
const CALLS: readonly (readonly [args: readonly string[], ifindex?: string])[] = [
  [["name", "--udev"], "3"],
  [["name", "--udev"], "4"],
  [["rename", "--udev"], "2"],
  [["rename"]],
  [["rename", "--json"]],
  [["name", "#4"]],
  [["show", "--json"]],
  [["explain", "#3"]],
];

for (const [args, ifindex] of CALLS) {
  test(`answers to ${args.join(" ")} ${ifindex ?? ""}`, (context) => {
    let inputs = 0;
    const check = (first: number, changes: readonly Mutation[]) => {
      const entry = (host: Host) => program(withChanges(host, first, changes));
      const environment: { [name: string]: string } = ifindex === undefined ? {} : { IFINDEX: ifindex };
      const { state, exitCode, out, said } = runDirectly({ ...WORLD, entry }, start(WORLD), { args, environment });
      // For udev's calls, each line also goes to the log.
      const stderr = said.filter((line) => line.startsWith("failover-ifname: ")).join("");
      for (const line of said) assert.match(line, /^[ -~]+\n?$/);
      assertContract(args, { status: exitCode, stdout: out, stderr });
      assert.equal(state.locks.length, 0, "a lock is left");
      inputs++;
    };
    fc.assert(fc.property(fc.nat(12), mutations, check), {
      numRuns: 250 * EFFORT,
      includeErrorInReport: true,
    });
    context.diagnostic(`${inputs} sequences of answers, breaches: 0`);
  });
}

/** A host that changes its datagrams one after the other, from a given one on. */
function withChanges(host: Host, first: number, changes: readonly Mutation[]): Host {
  let received = 0;
  const change = (datagram: Datagram): Datagram => {
    const mutation = changes[received++ - first];
    if (mutation === undefined) return datagram;
    const bytes = changeBytes(bytesOf(datagram), mutation);
    return {
      words: wordsOf(bytes.padEnd((bytes.length + 3) & ~3, "\0")),
      length: bytes.length,
      sender: mutation.what % 16 === 1 ? mutation.what : 0,
      truncated: mutation.what % 16 === 2,
    };
  };
  return {
    ...host,
    openRtnl: (group) => {
      const rtnl = host.openRtnl(group);
      return {
        ...rtnl,
        receive: (deadline) => {
          const datagram = rtnl.receive(deadline);
          return datagram === undefined ? undefined : change(datagram);
        },
      };
    },
  };
}

function bytesOf({ words, length }: Datagram): string {
  const bytes = Array.from({ length }, (_, at) => ((words[at >> 2] ?? 0) >> (8 * (at & 3))) & 0xff);
  return String.fromCharCode(...bytes);
}
