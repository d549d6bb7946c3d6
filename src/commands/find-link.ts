// SPDX-License-Identifier: MIT
import { Exit, Failure } from "../errors.ts";
import { type Link, parseIfindex } from "../netlink/link.ts";
import { ALTNAME_MAX } from "../netlink/link-message.ts";
import { printable } from "../text/printable.ts";

/** Where a link is looked up. */
export interface Lookup {
  byIndex(ifindex: number): Link | undefined;
  byName(name: string): Link | undefined;
}

/** The link that an argument names: a name, an altname, or `#` and an ifindex. Throws Failure. */
export function findLink(links: Lookup, argument: string): Link {
  if (argument === "") throw new Failure(Exit.usage, "LINK is empty: give a name, an altname or #IFINDEX");
  const link = argument.startsWith("#") ? byIndex(links, argument) : byName(links, argument);
  if (link === undefined) throw new Failure(Exit.noLink, `no such link: ${printable(argument)}`);
  return link;
}

/** Looks links up in a list. */
export function lookupIn(links: readonly Link[]): Lookup {
  return {
    byIndex: (ifindex) => links.find((link) => link.ifindex === ifindex),
    byName: (name) => links.find((link) => link.name === name || link.altnames.includes(name)),
  };
}

function byIndex(links: Lookup, argument: string): Link | undefined {
  const ifindex = parseIfindex(argument.slice(1));
  if (ifindex === undefined) {
    const message = `${printable(argument)} is not an ifindex: a number from 1 to 2147483647 follows the #`;
    throw new Failure(Exit.usage, message);
  }
  return links.byIndex(ifindex);
}

function byName(links: Lookup, argument: string): Link | undefined {
  return argument.length > ALTNAME_MAX ? undefined : links.byName(argument);
}
