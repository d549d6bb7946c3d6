import type { Role } from "../failover/kind.ts";
import { KIND_NAMES } from "../failover/kinds.ts";
import { passesThroughUdev, whyInvalidAltname } from "../netlink/valid-name.ts";

/** What an administrator may set; the keys of failover-ifname.conf in lower case. */
export interface Config {
  /** Does udev's rule do anything at all? */
  readonly enable: boolean;
  readonly suffix: { readonly [role in Role]: string };
  /** The kinds of masters whose slaves get names, as the kernel calls them. */
  readonly masters: readonly string[];
  /** Give slaves altnames after the master's. */
  readonly alternativeNames: boolean;
  /** How long one run may take, in milliseconds. */
  readonly renameTimeout: number;
  /** Set a slave down and up again where the kernel renames no link that is up. */
  readonly bounce: boolean;
  /** "auto" leaves a slave that is up alone where renaming it could hang the kernel; "always" does not. */
  readonly liveRename: "auto" | "always";
}

export const DEFAULT_CONFIG: Config = {
  enable: true,
  suffix: { standby: "nsby", primary: "npf" },
  masters: KIND_NAMES,
  alternativeNames: true,
  renameTimeout: 2000,
  bounce: false,
  liveRename: "auto",
};

/** A configuration, and one line for each thing in it that was passed over. */
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
 * The configuration that files make, in their order: a later one overrides. What cannot be understood is a warning with
 * file and line, and the default stands: a typing error must never cost a machine its network.
 */
export function parseConfig(files: readonly ConfigFile[]): ConfigWithWarnings {
  let config = DEFAULT_CONFIG;
  const warnings: string[] = [];
  for (const { path, text } of files) {
    const lines = text.split("\n");
    for (let number = 1; number <= lines.length; number++) {
      const line = (lines[number - 1] ?? "").trim();
      if (line === "" || line.startsWith("#") || line.startsWith(";")) continue;
      const change = parseLine(line);
      if (typeof change === "string") warnings.push(`${path}:${number}: ${change}`);
      else config = { ...config, ...change, suffix: { ...config.suffix, ...change.suffix } };
    }
  }
  const collision = whyColliding(config.suffix.standby, config.suffix.primary);
  if (collision !== undefined) {
    const last = files[files.length - 1];
    warnings.push(`${last?.path}: ${collision}; the default suffixes stand`);
    config = { ...config, suffix: DEFAULT_CONFIG.suffix };
  }
  return { config, warnings };
}

type Change = Partial<Omit<Config, "suffix">> & { readonly suffix?: { readonly [role in Role]?: string } };

/** What one line sets, or why it is passed over. */
function parseLine(line: string): Change | string {
  const equals = line.indexOf("=");
  if (equals === -1) return "no KEY=VALUE; the line is passed over";
  const key = line.slice(0, equals).trim();
  const value = line.slice(equals + 1).trim();
  // An empty value takes back what earlier files have set, as systemd has it.
  switch (key) {
    case "Enable":
      return parsed(key, value, DEFAULT_CONFIG.enable, parseBoolean, "yes or no", (enable) => ({ enable }));
    case "Bounce":
      return parsed(key, value, DEFAULT_CONFIG.bounce, parseBoolean, "yes or no", (bounce) => ({ bounce }));
    case "AlternativeNames":
      return parsed(key, value, DEFAULT_CONFIG.alternativeNames, parseBoolean, "yes or no", (alternativeNames) => ({
        alternativeNames,
      }));
    case "RenameTimeoutSec":
      return parsed(key, value, DEFAULT_CONFIG.renameTimeout, parseTimeout, "0.1 to 60 seconds", (renameTimeout) => ({
        renameTimeout,
      }));
    case "LiveRename":
      return parsed(key, value, DEFAULT_CONFIG.liveRename, parseLiveRename, "auto or always", (liveRename) => ({
        liveRename,
      }));
    case "Masters":
      return parsed(key, value, DEFAULT_CONFIG.masters, parseMasters, `of ${KIND_NAMES.join(" ")}`, (masters) => ({
        masters,
      }));
    case "StandbySuffix":
      return suffixOf("standby", key, value);
    case "PrimarySuffix":
      return suffixOf("primary", key, value);
    default:
      return `unknown key ${key}; the line is passed over`;
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
  return result === undefined ? `${key}=${value} is not ${expected}; the line is passed over` : change(result);
}

/** The words that systemd takes (src/basic/parse-util.c, parse_boolean). */
function parseBoolean(value: string): boolean | undefined {
  const word = value.toLowerCase();
  if (["1", "yes", "y", "true", "t", "on"].includes(word)) return true;
  return ["0", "no", "n", "false", "f", "off"].includes(word) ? false : undefined;
}

function parseTimeout(value: string): number | undefined {
  const unit = value.endsWith("ms") ? 1 : 1000;
  const number = value.endsWith("ms") ? value.slice(0, -2) : value.endsWith("s") ? value.slice(0, -1) : value;
  const milliseconds = number.trim() === "" ? Number.NaN : Number(number) * unit;
  return milliseconds >= 100 && milliseconds <= 60_000 ? milliseconds : undefined;
}

function parseLiveRename(value: string): "auto" | "always" | undefined {
  return value === "auto" || value === "always" ? value : undefined;
}

function parseMasters(value: string): readonly string[] | undefined {
  const words = value.split(" ").filter((word) => word !== "");
  return words.every((word) => KIND_NAMES.includes(word)) ? words : undefined;
}

function suffixOf(role: Role, key: string, value: string): Change | string {
  const suffix = value === "" ? DEFAULT_CONFIG.suffix[role] : value;
  const why = whyBadSuffix(suffix);
  return why === undefined ? { suffix: { [role]: suffix } } : `${key}=${value} ${why}; the line is passed over`;
}

function whyBadSuffix(suffix: string): string | undefined {
  if (suffix.length > 8) return "is longer than 8 bytes, which leaves too little for the master's name";
  const last = suffix.charCodeAt(suffix.length - 1);
  // "ens3" with "1" would be the name of slot 31, "eth0" with "0" one that the kernel gives.
  if (last >= 0x30 && last <= 0x39) return "ends in a digit, as names of the kernel and of udev do";
  const why = whyInvalidAltname(suffix);
  if (why !== undefined) return why;
  return passesThroughUdev(suffix)
    ? undefined
    : "has a character that udevd changes: letters, digits and #+-.=@_ are left";
}

/** "by" beside "nsby" would make one name for the standby of ens3 and the other slave of ens3ns. */
function whyColliding(standby: string, primary: string): string | undefined {
  const collide = standby.endsWith(primary) || primary.endsWith(standby);
  return collide ? `StandbySuffix=${standby} and PrimarySuffix=${primary} can make the same name` : undefined;
}
