// SPDX-License-Identifier: MIT
import { type Host, isSystemError } from "../host/host.ts";

/** Link events of rtnetlink (RTNLGRP_LINK). An event only says that it is time to look again. Its content is not read. */
export interface LinkEvents {
  /** Waits for an event; false if none comes until `deadline` (a time of `host.now()`). Throws SystemError. */
  wait(deadline: number): boolean;
  close(): void;
}

/** Subscribes to link events. After this call, no event is missed. Throws SystemError. */
export function openLinkEvents(host: Host): LinkEvents {
  const socket = host.openRtnl("link");
  const next = (deadline: number): boolean => {
    try {
      return socket.receive(deadline) !== undefined;
    } catch (error) {
      // Events were lost. That is a reason to look again too.
      if (isSystemError(error) && error.code === "ENOBUFS") return true;
      throw error;
    }
  };
  return {
    wait: (deadline) => {
      if (!next(deadline)) return false;
      // One look is enough for all events that are already queued.
      for (let more = true; more; ) more = next(host.now());
      return true;
    },
    close: () => socket.close(),
  };
}
