// SPDX-License-Identifier: MIT
import { parseBoolean } from "../../config/parse.ts";
import type { Files } from "../../host/files.ts";
import { matchesGlob } from "../../text/glob.ts";
import { type PlacedFile, placedFiles, readText } from "../precedence.ts";
import { parseSections, type Setting } from "../sections.ts";
import type { ManagedSlave } from "./slave.ts";

/** A .network file, with its drop-ins. */
export interface NetworkFile extends PlacedFile {
  readonly settings: readonly Setting[];
  /** Does it say that systemd-networkd leaves its links alone? */
  readonly unmanaged: boolean;
  /** The file and its drop-ins. */
  readonly parts: readonly PlacedFile[];
}

/**
 * The .network files in the order in which systemd-networkd looks for the first that matches a link: by name, whatever the
 * directory (src/network/networkd-network.c, network_load). An empty one counts as none (network_load_one).
 */
export function networkFiles(files: Files): NetworkFile[] {
  return placedFiles(files, "systemd/network", ".network").map((file) => {
    const parts = [file, ...placedFiles(files, `systemd/network/${file.name}.d`, ".conf")];
    const settings = file.isMasked ? [] : parts.flatMap(({ text }) => parseSections(text));
    const unmanaged = settings.filter(({ section, key }) => section === "Link" && key === "Unmanaged").at(-1);
    return { ...file, parts, settings, unmanaged: unmanaged !== undefined && parseBoolean(unmanaged.value) === true };
  });
}

/**
 * Does the file match a slave (src/shared/net-condition.c, net_match_config)? What is not known of a slave, such as the MAC
 * of an example, counts as matched. So do conditions of the machine, such as Host=. Without a key for links, a file matches
 * none (network_verify, since 243).
 */
export function matchesSlave({ settings }: NetworkFile, slave: ManagedSlave): boolean {
  const conditions: { [key: string]: string[] } = Object.create(null);
  for (const { section, key, value } of settings) {
    if (section !== "Match") continue;
    // An empty value removes those before it.
    if (value === "" || conditions[key] === undefined) conditions[key] = [];
    conditions[key].push(...patternsOf(value, key));
  }
  const tests = Object.entries(conditions).flatMap(([key, patterns]) => {
    const test = TESTS[key];
    return test === undefined || patterns.length === 0 ? [] : [test(patterns, slave)];
  });
  return tests.length > 0 && tests.every((met) => met);
}

type Test = (patterns: readonly string[], slave: ManagedSlave) => boolean;

const TESTS: { readonly [key: string]: Test } = {
  Name: (patterns, { name, altnames }) => isMet(patterns, [name, ...altnames]),
  MACAddress: hasMac,
  PermanentMACAddress: hasMac,
  Path: (patterns, slave) => slave.ifindex === undefined || isMet(patterns, known(slave.property("ID_PATH"))),
  Driver: (patterns, slave) => {
    const driver = slave.property("ID_NET_DRIVER") ?? slave.driver;
    return driver === "" || isMet(patterns, [driver]);
  },
  // A slave is an Ethernet link, and has no kind.
  Type: (patterns) => isMet(patterns, ["ether"]),
  Kind: (patterns) => isMet(patterns, []),
  Property: (patterns, slave) => patterns.every((pattern) => hasProperty(pattern, slave)),
  SSID: (patterns) => isMet(patterns, []),
  BSSID: () => false,
  WLANInterfaceType: (patterns) => isMet(patterns, []),
};

function known(value: string | undefined): string[] {
  return value === undefined ? [] : [value];
}

/** The words of a value. A "!" before the first one is for all of them (config_parse_match_strv); Property= has one for each. */
function patternsOf(value: string, key: string): string[] {
  const inverted = value.startsWith("!") && key !== "Property";
  return (inverted ? value.slice(1) : value)
    .split(/[ \t]+/)
    .map((word) => word.replace(/^(["'])(.*)\1$/, "$2"))
    .filter((word) => word !== "")
    .map((word) => (inverted ? `!${word}` : word));
}

/** Is one of the patterns met and none of those with "!"? If all have it, it is enough that none is met. */
function isMet(patterns: readonly string[], candidates: readonly string[]): boolean {
  const isHit = (pattern: string) => candidates.some((candidate) => matchesGlob(candidate, pattern));
  const wanted = patterns.filter((pattern) => !pattern.startsWith("!"));
  if (patterns.some((pattern) => pattern.startsWith("!") && isHit(pattern.slice(1)))) return false;
  return wanted.length === 0 || wanted.some(isHit);
}

function hasMac(patterns: readonly string[], { mac }: ManagedSlave): boolean {
  return mac === "" || patterns.some((pattern) => pattern.toLowerCase().replace(/[-.]/g, ":") === mac);
}

function hasProperty(pattern: string, slave: ManagedSlave): boolean {
  const inverted = pattern.startsWith("!");
  const [key = "", ...rest] = pattern.slice(inverted ? 1 : 0).split("=");
  const value = slave.property(key);
  return (value !== undefined && matchesGlob(value, rest.join("="))) !== inverted;
}

/** The value of KEY=VALUE in a state file of systemd-networkd (src/network/networkd-state-file.c); undefined if there is none. */
export function stateOf(files: Files, path: string, key: string): string | undefined {
  const line = readText(files, path)
    .split("\n")
    .find((one) => one.startsWith(`${key}=`));
  return line?.slice(key.length + 1);
}
