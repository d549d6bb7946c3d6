/** The program with a fault put in, by a host that lies to it. */
import type { FileLock, Host } from "../../src/host/host.ts";
import type { Entrance } from "./state.ts";

/** A program that believes udev's database to have every link, with a name that stays. */
export function trustsUnsettledMasters(entry: Entrance): Entrance {
  return (host) =>
    entry({
      ...host,
      readFile: (path, limit) => {
        if (!path.startsWith("/run/udev/data/")) return host.readFile(path, limit);
        return host.readFile(path, limit)?.split("E:ID_RENAMING=1\n").join("") ?? "I:1\n";
      },
    });
}

/** A program that gives its lock back before it has read anything. */
export function releasesTooEarly(entry: Entrance): Entrance {
  return (host) =>
    entry({
      ...host,
      lock: (path, deadline) => {
        host.lock(path, deadline)?.release();
        return NO_LOCK;
      },
    });
}

/** A program that waits for events without a deadline. */
export function waitsForEver(entry: Entrance): Entrance {
  return (host) =>
    entry({
      ...host,
      openRoute: (group) => {
        const socket = host.openRoute(group);
        const receive = (deadline: number) =>
          socket.receive(deadline > host.now() ? Number.POSITIVE_INFINITY : deadline);
        return { ...socket, receive };
      },
    });
}

/** A program that says it is done without having looked. */
export function doesNothing(entry: Entrance): Entrance {
  return (host: Host) => (host.args[0] === "rename" ? 0 : entry(host));
}

const NO_LOCK: FileLock = { read: () => "", write: () => {}, release: () => {} };
