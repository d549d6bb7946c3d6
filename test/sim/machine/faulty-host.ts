// SPDX-License-Identifier: MIT
/** The program with a fault. A modified host makes the fault. */
import { type Datagram, type FileLock, type Host, isSystemError } from "../../../src/host/host.ts";
import { decodeRequest, NLM_F_DUMP_INTR, RTM_GETLINK } from "./rtnetlink.ts";
import type { Entrance } from "./state.ts";

/** A program that sees every link in udev's database, with a final name. */
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

/** A program that releases its lock before it reads anything. */
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
      openRtnl: (group) => {
        const socket = host.openRtnl(group);
        const receive = (deadline: number) =>
          socket.receive(deadline > host.now() ? Number.POSITIVE_INFINITY : deadline);
        return { ...socket, receive };
      },
    });
}

/** A program that reports success without a look. */
export function doesNothing(entry: Entrance): Entrance {
  return (host: Host) => (host.args[0] === "rename" ? 0 : entry(host));
}

/** A program that locks one master and also renames the slaves of another. */
export function locksOneMaster(entry: Entrance): Entrance {
  return (host) => {
    let own = "";
    const lock = (path: string, deadline: number): FileLock | undefined => {
      if (own === "") own = path;
      return path === own ? host.lock(path, deadline) : NO_LOCK;
    };
    return entry({ ...host, lock });
  };
}

/** A program that does not see the slaves of other masters. */
export function knowsOneMaster(entry: Entrance): Entrance {
  return (host) => {
    let own = "";
    const readFile = (path: string, limit: number): string | undefined => {
      if (!path.endsWith("/features")) return host.readFile(path, limit);
      if (own === "") own = path;
      return path === own ? host.readFile(path, limit) : undefined;
    };
    return entry({ ...host, readFile });
  };
}

/** A program that does not check if the temporary name is free. */
export function trustsTemporaryNames(entry: Entrance): Entrance {
  return asksForAnother(entry, (name) => name.startsWith("ren"));
}

/** A program that does not look for slaves that wait for a name that it has just freed. */
export function forgetsWhoWaits(entry: Entrance): Entrance {
  return asksForAnother(entry, (name) => /^ens\d$/.test(name));
}

/** A program that accepts an interrupted dump. */
export function trustsInterruptedDumps(entry: Entrance): Entrance {
  return withReceive(entry, (receive) => {
    const datagram = receive();
    if (datagram === undefined) return undefined;
    const words = Array.from(datagram.words);
    for (let at = 0; at < words.length; at += ((words[at] ?? 4) + 3) >> 2) {
      words[at + 1] = (words[at + 1] ?? 0) & ~(NLM_F_DUMP_INTR << 16);
    }
    return { ...datagram, words };
  });
}

/** A program that treats ENOBUFS as the end of its wait. */
export function givesUpAtOverrun(entry: Entrance): Entrance {
  return withReceive(entry, (receive) => {
    try {
      return receive();
    } catch (error) {
      if (isSystemError(error) && error.code === "ENOBUFS") return undefined;
      throw error;
    }
  });
}

/** A program that looks up a name that no link has, instead of some names. */
function asksForAnother(entry: Entrance, isMeant: (name: string) => boolean): Entrance {
  return (host) =>
    entry({
      ...host,
      openRtnl: (group) => {
        const socket = host.openRtnl(group);
        const send = (message: string): void => {
          const { type, ifindex, name = "" } = decodeRequest(message);
          const isLie = type === RTM_GETLINK && ifindex === 0 && isMeant(name);
          socket.send(isLie ? message.replace(name, "?".repeat(name.length)) : message);
        };
        return { ...socket, send };
      },
    });
}

function withReceive(entry: Entrance, change: (receive: () => Datagram | undefined) => Datagram | undefined): Entrance {
  return (host) =>
    entry({
      ...host,
      openRtnl: (group) => {
        const socket = host.openRtnl(group);
        return { ...socket, receive: (deadline) => change(() => socket.receive(deadline)) };
      },
    });
}

const NO_LOCK: FileLock = { read: () => "", write: () => {}, release: () => {} };
