import { Exit, Failure } from "../errors.ts";
import type { LinkSource } from "../machine/source.ts";
import type { Link } from "../netlink/link.ts";
import { ALTNAME_MAX } from "../netlink/link-message.ts";
import { printable } from "../text/printable.ts";

/** The link that an argument means: a name, an altname, or `#` and an ifindex. Throws Failure. */
export function findLink(source: LinkSource, argument: string): Link {
  if (argument === "") throw new Failure(Exit.usage, "LINK is empty: give a name, an altname or #IFINDEX");
  const link = argument.startsWith("#") ? byIndex(source, argument) : byName(source, argument);
  if (link === undefined) throw new Failure(Exit.noLink, `no such link: ${printable(argument)}`);
  return link;
}

/** An ifindex in decimal; undefined where the text is none. */
export function parseIfindex(text: string): number | undefined {
  const value = Number(text);
  const canonical = String(value) === text && Number.isInteger(value);
  return canonical && value > 0 && value <= 0x7fffffff ? value : undefined;
}

function byIndex(source: LinkSource, argument: string): Link | undefined {
  const ifindex = parseIfindex(argument.slice(1));
  if (ifindex === undefined) {
    throw new Failure(
      Exit.usage,
      `${printable(argument)} is no ifindex: # is followed by a number from 1 to 2147483647`,
    );
  }
  return source.byIndex(ifindex);
}

function byName(source: LinkSource, argument: string): Link | undefined {
  return argument.length > ALTNAME_MAX ? undefined : source.byName(argument);
}
