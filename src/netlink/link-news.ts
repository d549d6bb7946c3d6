// SPDX-License-Identifier: MIT
import type { Datagram } from "../host/host.ts";
import { i32 } from "./bytes.ts";
import type { Link } from "./link.ts";
import { decodeLink, RTM_NEWLINK } from "./link-message.ts";
import { decodeMessages } from "./message.ts";

/** What a link event of rtnetlink (RTNLGRP_LINK) says: a link as it is now, or one that is gone. */
export type LinkNews = { readonly link: Link } | { readonly gone: number };

const RTM_DELLINK = 17;

/**
 * The news in a datagram, in order. Datagrams that the kernel did not send are ignored. So are the messages of other address
 * families: a bridge says with RTM_DELLINK of AF_BRIDGE that a port has left it. Throws Failure if it is malformed.
 */
export function decodeNews({ words, length, sender, truncated }: Datagram): LinkNews[] {
  if (sender !== 0 || truncated) return [];
  return decodeMessages(words, length).flatMap((message): LinkNews[] => {
    const family = i32(words, message.from) & 0xff;
    if (family !== 0) return [];
    if (message.type === RTM_NEWLINK) return [{ link: decodeLink(message) }];
    // struct ifinfomsg: ifi_index
    return message.type === RTM_DELLINK ? [{ gone: i32(words, message.from + 4) }] : [];
  });
}
