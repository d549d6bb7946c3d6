// SPDX-License-Identifier: MIT
import { Failure } from "../errors.ts";
import { type Datagram, type Host, isSystemError, type RtnlSocket } from "../host/host.ts";
import { decodeNews, type LinkNews } from "../netlink/link-news.ts";
import { parseUevent, type Uevent } from "../netlink/uevent.ts";

/** Where the events come from. */
export interface Sockets {
  readonly rtnl: RtnlSocket;
  /** Undefined if there are no uevents here. */
  readonly uevents: RtnlSocket | undefined;
  readonly why: string;
}

/** Opens the sockets. After this call, no event is missed. Throws SystemError if there is no rtnetlink. */
export function openSockets(host: Host): Sockets {
  const rtnl = host.openRtnl("link");
  try {
    return { rtnl, uevents: host.openUevents(), why: "" };
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return { rtnl, uevents: undefined, why: error.message };
  }
}

/** What was queued at one time. */
export interface Batch {
  readonly uevents: Uevent[];
  readonly news: LinkNews[];
  /** Were events lost, or could one not be read? */
  readonly isLost: boolean;
}

/** A batch ends after so many turns, if events come faster than they are read. */
const TURNS_MAX = 8;

/**
 * Reads what is queued on both sockets, in turns, until a turn finds nothing. Then the uevent of each change that is in the
 * news has been read, and the news of all that an event of udevd comes after.
 */
export function readBatch(host: Host, { rtnl, uevents }: Sockets): Batch {
  const batch: Batch = { uevents: [], news: [], isLost: false };
  let isLost = false;
  const read = (socket: RtnlSocket, take: (datagram: Datagram) => void): boolean => {
    const count = drain(host, socket, take);
    if (count < 0) isLost = true;
    return count > 0;
  };
  const takeUevent = (datagram: Datagram): void => {
    const event = parseUevent(datagram);
    if (event !== undefined) batch.uevents.push(event);
  };
  const takeNews = (datagram: Datagram): void => void batch.news.push(...decodeNews(datagram));
  for (let turn = 0, isMore = true; isMore && !isLost && turn < TURNS_MAX; turn++) {
    isMore = uevents !== undefined && read(uevents, takeUevent);
    if (read(rtnl, takeNews)) isMore = true;
  }
  return { ...batch, isLost };
}

/** At most so many datagrams of a socket are read before lines are printed. */
const BATCH_MAX = 256;

/** Reads what is queued. Returns how many datagrams there were; -1 if some are lost, or if one could not be read. */
export function drain(host: Host, socket: RtnlSocket, take: (datagram: Datagram) => void): number {
  let isLost = false;
  for (let count = 0; ; count++) {
    try {
      const datagram = count < BATCH_MAX ? socket.receive(host.now()) : undefined;
      if (datagram === undefined) return isLost ? -1 : count;
      take(datagram);
    } catch (error) {
      if (!(error instanceof Failure) && !(isSystemError(error) && error.code === "ENOBUFS")) throw error;
      isLost = true;
    }
  }
}
