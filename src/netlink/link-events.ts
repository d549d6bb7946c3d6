// SPDX-License-Identifier: MIT
import { type Host, isSystemError } from "../host/host.ts";

/** Link events of rtnetlink (RTNLGRP_LINK), taken as hints to look again: what they say is not read. */
export interface LinkEvents {
  /** Waits for an event; false where none came until `deadline` (a time of `host.now()`). */
  wait(deadline: number): boolean;
  close(): void;
}

/** Joins the events: from now on none is missed. */
export function openLinkEvents(host: Host): LinkEvents {
  const socket = host.openRtnl("link");
  const next = (deadline: number): boolean => {
    try {
      return socket.receive(deadline) !== undefined;
    } catch (error) {
      // Events were lost: that is a reason to look again, too.
      if (isSystemError(error) && error.code === "ENOBUFS") return true;
      throw error;
    }
  };
  return {
    wait: (deadline) => {
      if (!next(deadline)) return false;
      // One look serves for all events that are there.
      for (let more = true; more; ) more = next(host.now());
      return true;
    },
    close: () => socket.close(),
  };
}
