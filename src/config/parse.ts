// SPDX-License-Identifier: MIT
import { passesThroughUdev, whyInvalidAltname } from "../netlink/valid-name.ts";
import { type Config, defaultConfig, type Suffixes } from "./config.ts";

/** A configuration, and one warning for each line that is ignored. */
export interface ConfigWithWarnings {
  readonly config: Config;
  readonly warnings: readonly string[];
}

/** The text of a configuration file. */
export interface ConfigFile {
  readonly path: string;
  readonly text: string;
}

/**
 * The configuration of some files. A later file overrides an earlier one. A line that is not valid gives a warning with
 * file and line number, and changes nothing: a typing error must not cost a machine its network.
 *
 * @param kinds the kinds of masters that the program knows, for `Masters=`
 */
export function parseConfig(files: readonly ConfigFile[], kinds: readonly string[]): ConfigWithWarnings {
  const defaults = defaultConfig(kinds);
  let config = defaults;
  const setAt: { [key: string]: string } = {};
  const warnings: string[] = [];
  for (const { path, text } of files) {
    const lines = text.split("\n");
    for (let number = 1; number <= lines.length; number++) {
      const line = (lines[number - 1] ?? "").trim();
      if (line === "" || line.startsWith("#") || line.startsWith(";")) continue;
      const change = parseLine(line, defaults);
      if (typeof change === "string") warnings.push(`${path}:${number}: ${change}`);
      else {
        config = { ...config, ...change, suffix: { ...config.suffix, ...change.suffix } };
        setAt[keyOf(line)] = `${path}:${number}`;
      }
    }
  }
  const collision = whyColliding(config.suffix.standby, config.suffix.primary);
  if (collision !== undefined) {
    const last = files[files.length - 1];
    warnings.push(`${last?.path}: ${collision}; using the default suffixes`);
    config = { ...config, suffix: defaults.suffix };
    delete setAt.StandbySuffix;
    delete setAt.PrimarySuffix;
  }
  return { config: { ...config, setAt }, warnings };
}

function keyOf(line: string): string {
  return line.slice(0, line.indexOf("=")).trim();
}

type Change = Partial<Omit<Config, "suffix" | "setAt">> & { readonly suffix?: Partial<Suffixes> };

/** What one line sets, or why it is ignored. */
function parseLine(line: string, defaults: Config): Change | string {
  const equals = line.indexOf("=");
  if (equals === -1) return "not KEY=VALUE; ignoring";
  const key = keyOf(line);
  const value = line.slice(equals + 1).trim();
  // systemd takes the quotes of a value that is not a list as a part of it (src/shared/conf-parser.c, config_parse_ifname).
  if (value.startsWith('"') || value.startsWith("'"))
    return `${key}=${value}: write the value without quotes; ignoring`;
  // As in systemd, an empty value resets the key to its default.
  switch (key) {
    case "Enable":
      return parsed(key, value, defaults.enable, parseBoolean, "yes or no", (enable) => ({ enable }));
    case "Bounce":
      return parsed(key, value, defaults.bounce, parseBoolean, "yes or no", (bounce) => ({ bounce }));
    case "AlternativeNames":
      return parsed(key, value, defaults.alternativeNames, parseBoolean, "yes or no", (alternativeNames) => ({
        alternativeNames,
      }));
    case "RenameTimeoutSec":
      return parsed(key, value, defaults.renameTimeout, parseTimeout, "0.1 to 60 seconds", (renameTimeout) => ({
        renameTimeout,
      }));
    case "LiveRename":
      return parsed(key, value, defaults.liveRename, parseLiveRename, "auto or always", (liveRename) => ({
        liveRename,
      }));
    case "Masters":
      return parsed(key, value, defaults.masters, mastersAmong(defaults.masters), mastersOf(defaults), (masters) => ({
        masters,
      }));
    case "StandbySuffix":
      return suffixOf("standby", key, value, defaults);
    case "PrimarySuffix":
      return suffixOf("primary", key, value, defaults);
    default:
      return `unknown key ${key}; ignoring`;
  }
}

function parsed<T>(
  key: string,
  value: string,
  otherwise: T,
  parse: (value: string) => T | undefined,
  expected: string,
  change: (value: T) => Change,
): Change | string {
  const result = value === "" ? otherwise : parse(value);
  return result === undefined ? `${key}=${value} is not ${expected}; ignoring` : change(result);
}

/** The words that systemd accepts (src/basic/parse-util.c, parse_boolean). */
export function parseBoolean(value: string): boolean | undefined {
  const word = value.toLowerCase();
  if (["1", "yes", "y", "true", "t", "on"].includes(word)) return true;
  return ["0", "no", "n", "false", "f", "off"].includes(word) ? false : undefined;
}

function parseTimeout(value: string): number | undefined {
  const unit = value.endsWith("ms") ? 1 : 1000;
  const number = value.endsWith("ms") ? value.slice(0, -2) : value.endsWith("s") ? value.slice(0, -1) : value;
  const milliseconds = /^[0-9]+(?:\.[0-9]+)?$/.test(number.trim()) ? Number(number) * unit : Number.NaN;
  return milliseconds >= 100 && milliseconds <= 60_000 ? milliseconds : undefined;
}

function parseLiveRename(value: string): "auto" | "always" | undefined {
  return value === "auto" || value === "always" ? value : undefined;
}

function mastersAmong(kinds: readonly string[]): (value: string) => readonly string[] | undefined {
  return (value) => {
    const words = value.split(" ").filter((word) => word !== "");
    return words.every((word) => kinds.includes(word)) ? words : undefined;
  };
}

function mastersOf({ masters }: Config): string {
  return `a list of: ${masters.join(" ")}`;
}

function suffixOf(role: keyof Suffixes, key: string, value: string, defaults: Config): Change | string {
  const suffix = value === "" ? defaults.suffix[role] : value;
  const why = whyBadSuffix(suffix);
  return why === undefined ? { suffix: { [role]: suffix } } : `${key}=${value} ${why}; ignoring`;
}

function whyBadSuffix(suffix: string): string | undefined {
  if (suffix.length > 8) return "is longer than 8 bytes, which leaves too little for the master's name";
  const last = suffix.charCodeAt(suffix.length - 1);
  // With the suffix "1", ens3 would give ens31, the udev name of slot 31. With "0", eth1 would give eth10, a kernel name.
  if (last >= 0x30 && last <= 0x39) return "ends in a digit, as names of the kernel and of udev do";
  const why = whyInvalidAltname(suffix);
  if (why !== undefined) return why;
  return passesThroughUdev(suffix)
    ? undefined
    : "has a character that udevd changes: letters, digits and #+-.=@_ are left";
}

/** With the suffixes "nsby" and "by", a slave of ens3 and a slave of ens3ns would both be called ens3nsby. */
function whyColliding(standby: string, primary: string): string | undefined {
  const collide = standby.endsWith(primary) || primary.endsWith(standby);
  return collide ? `StandbySuffix=${standby} and PrimarySuffix=${primary} can make the same name` : undefined;
}
