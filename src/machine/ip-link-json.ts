// SPDX-License-Identifier: MIT
import { Exit, Failure } from "../errors.ts";
import type { Link } from "../netlink/link.ts";
import { formatJson } from "../text/json.ts";
import type { LinkDetails } from "./details.ts";
import type { LinkAttribute } from "./machine.ts";

/** Links, in order of ifindex, and by ifindex the details that came with them. */
export interface IpLinks {
  readonly links: Link[];
  readonly details: { readonly [ifindex: number]: ListedDetails };
}

type ListedDetails = Pick<LinkDetails, "address" | "carrier">;

/**
 * The links of `ip -d -j link` (iproute2, ip/ipaddress.c, print_linkinfo). The command refers to a master by name. Older
 * versions do not print `parentbus` and `parentdev`. In the fields that are read, each character is one byte, literal or as
 * an escape from \u0001 to \u00ff (text/json.ts). A NUL or a character above U+00FF is refused.
 *
 * @param file the path of the file, for errors
 * @throws Failure if the text is not such output. The error never repeats the text, because it may be that of any file
 */
export function parseIpLinks(text: string, file: string): IpLinks {
  const details: { [ifindex: number]: ListedDetails } = {};
  const records = parseJson(text, file);
  const ifindexes: { [name: string]: number } = Object.create(null);
  const links = records.map((record, position) => {
    const ifindex = record.ifindex;
    const field = fieldsOf(record, `${file}: link ${position + 1}`);
    const name = field.text("ifname");
    if (typeof ifindex !== "number" || !Number.isInteger(ifindex) || ifindex < 1 || !CAN_BE_NAME.test(name)) {
      throw new Failure(Exit.usage, `${file}: link ${position + 1} has no valid ifindex and ifname`);
    }
    ifindexes[name] = ifindex;
    return { field, info: fieldsOf(object(record.linkinfo), `${file}: link ${position + 1}`), ifindex, name };
  });
  const parsed = links
    .map(({ field, info, ifindex, name }): Link => {
      const parent = field.text("parentdev");
      details[ifindex] = detailsIn(field);
      return {
        ifindex,
        name,
        altnames: field.texts("altnames"),
        up: field.texts("flags").includes("UP"),
        master: ifindexes[field.text("master")] ?? 0,
        kind: info.text("info_kind"),
        slaveKind: info.text("info_slave_kind"),
        parent: parent === "" || parent.includes("/") ? undefined : { bus: field.text("parentbus"), name: parent },
      };
    })
    .sort((one, other) => one.ifindex - other.ifindex);
  return { links: parsed, details };
}

function detailsIn(field: Fields): ListedDetails {
  const address = field.text("address");
  const flags = field.texts("flags");
  // ip prints LOWER_UP for a link that is up and has a carrier. `capture` writes neither this flag nor operstate.
  const isComplete = field.text("operstate") !== "" && flags.includes("UP");
  const carrier = flags.includes("LOWER_UP") ? true : isComplete ? false : undefined;
  return { address: address === "" ? undefined : address, carrier };
}

/** The field in which `parseIpLinks` reads an attribute. */
export const IP_LINK_FIELDS: { readonly [attribute in LinkAttribute]: string } = {
  IFLA_IFNAME: "ifname",
  IFLA_MASTER: "master",
  IFLA_INFO_KIND: "info_kind",
  IFLA_INFO_SLAVE_KIND: "info_slave_kind",
  IFLA_PARENT_DEV_NAME: "parentdev",
  ifi_flags: "flags",
};

/** Links as `ip -d -j link` writes them, with the fields that `parseIpLinks` reads. */
export function formatIpLinks(links: readonly Link[]): string {
  const names: { [ifindex: number]: string } = {};
  for (const link of links) names[link.ifindex] = link.name;
  const records = links.map((link) => ({
    ifindex: link.ifindex,
    ifname: link.name,
    flags: link.up ? ["UP"] : [],
    ...(link.master === 0 ? {} : { master: names[link.master] }),
    ...(link.kind === "" && link.slaveKind === "" ? {} : { linkinfo: linkInfo(link) }),
    ...(link.parent === undefined ? {} : { parentbus: link.parent.bus, parentdev: link.parent.name }),
    ...(link.altnames.length === 0 ? {} : { altnames: link.altnames }),
  }));
  return `[${records.map((record) => formatJson(record)).join(",\n")}]\n`;
}

/** A name that the kernel could have accepted (net/core/dev.c, dev_valid_name). It cannot lead to another directory. */
const CAN_BE_NAME = /^(?!\.{1,2}$)[^/]+$/;

/** A text that the kernel could have sent: it has no NUL, because a NUL ends it. */
const IS_BYTES = /^[\x01-\xff]*$/;

type Json = { readonly [key: string]: unknown };

function linkInfo(link: Link): Json {
  return {
    ...(link.kind === "" ? {} : { info_kind: link.kind }),
    ...(link.slaveKind === "" ? {} : { info_slave_kind: link.slaveKind }),
  };
}

function parseJson(text: string, file: string): Json[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // Not for an error of the engine that has no memory left.
    if (!(error instanceof SyntaxError)) throw error;
    throw new Failure(Exit.usage, `${file}: not JSON: it should be the output of "ip -d -j link"`);
  }
  if (!Array.isArray(value))
    throw new Failure(Exit.usage, `${file}: not a list: it should be the output of "ip -d -j link"`);
  // "ip -j link show" leaves an empty object for each link that a filter takes out.
  return value.map(object).filter((record) => Object.keys(record).length > 0);
}

function object(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

/**
 * Text fields of a record; empty if the field is not text. Both calls throw Failure if the text has a NUL or a character
 * above U+00FF.
 */
interface Fields {
  text(key: string): string;
  texts(key: string): string[];
}

function fieldsOf(record: Json, where: string): Fields {
  const checked = (key: string, value: string): string => {
    if (IS_BYTES.test(value)) return value;
    throw new Failure(Exit.usage, `${where}: ${key} has a NUL, or a character that is not a byte (above U+00FF)`);
  };
  return {
    text: (key) => {
      const value = record[key];
      return typeof value === "string" ? checked(key, value) : "";
    },
    texts: (key) => {
      const value = record[key];
      return Array.isArray(value)
        ? value.filter((item) => typeof item === "string").map((item) => checked(key, item))
        : [];
    },
  };
}
