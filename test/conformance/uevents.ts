// SPDX-License-Identifier: MIT
import type { Host, RtnlSocket } from "../../src/host/host.ts";
import { setName } from "../../src/netlink/changes.ts";
import { openRtnl } from "../../src/netlink/rtnl.ts";
import { parseUevent } from "../../src/netlink/uevent.ts";
import { attempt, attemptAll, type Scenario, timed } from "./scenario.ts";

const LO = 1;
/** More than fits into the buffer of a socket, even a large one. */
const EVENTS = 1000;

/** In a new network namespace: renames lo, which causes a uevent and an event of rtnetlink. */
export const hearsUevents: Scenario = (host) => {
  const uevents = host.openUevents();
  const links = host.openRtnl("link");
  const before = {
    "nothing comes": waited(host, uevents, links, 100),
    "nothing comes, one socket": waited(host, uevents, undefined, 100),
    "nothing comes, deadline gone": waited(host, uevents, links, -1),
  };
  setName(openRtnl(host), LO, "lo9");
  const result = {
    ...before,
    "both have something": waited(host, uevents, links, 2000),
    "the first has": waited(host, uevents, undefined, 2000),
    "the second has": waited(host, links, undefined, 2000),
    uevent: described(host, uevents),
    "only the second has": waited(host, uevents, links, 2000),
    "the first has nothing left": waited(host, uevents, undefined, 50),
  };
  uevents.close();
  return { ...result, ...attemptAll({ closed: () => uevents.receive(host.now()) }) };
};

/** In a new network namespace: uevents come until the socket's buffer is full. A wait ends then too. */
export const losesUevents: Scenario = (host) => {
  const uevents = host.openUevents();
  const rtnl = openRtnl(host);
  for (let count = 0; count < EVENTS; count++) setName(rtnl, LO, count % 2 === 0 ? "lo8" : "lo9");
  const wait = waited(host, uevents, undefined, 2000);
  const first = attempt(() => uevents.receive(host.now()) !== undefined);
  let received = 0;
  while (uevents.receive(host.now()) !== undefined) received++;
  return { wait, first, "some came before": received > 0, "and some were lost": received < EVENTS };
};

function waited(host: Host, one: RtnlSocket, other: RtnlSocket | undefined, milliseconds: number): unknown {
  const start = host.now();
  const { result, back } = timed(host, 0, () => host.waitForEither(one, other, start + milliseconds));
  const early = !result && host.now() - start < milliseconds;
  return result ? back : early ? "early" : "nothing";
}

function described(host: Host, socket: RtnlSocket): unknown {
  const datagram = socket.receive(host.now());
  const uevent = datagram === undefined ? undefined : parseUevent(datagram);
  if (uevent === undefined) return null;
  const { from, action, ifindex, name } = uevent;
  return { from, action, ifindex, name, old: uevent.property("DEVPATH_OLD") };
}
