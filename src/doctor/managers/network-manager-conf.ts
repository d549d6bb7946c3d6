// SPDX-License-Identifier: MIT

import { parseBoolean } from "../../config/parse.ts";
import type { Files } from "../../host/files.ts";
import { matchesGlob } from "../../text/glob.ts";
import { placedFiles, readText } from "../precedence.ts";
import { parseSections, type Setting } from "../sections.ts";
import type { ManagedSlave } from "./slave.ts";

/** What NetworkManager.conf(5) says of a slave. */
export interface DeviceSettings {
  /** The line managed= that is for the slave; undefined if there is none. */
  managed(slave: ManagedSlave): DeviceSetting | undefined;
  /** Is the slave among the unmanaged-devices? */
  isUnmanaged(slave: ManagedSlave): boolean;
}

export interface DeviceSetting {
  readonly value: boolean;
  readonly path: string;
  readonly line: number;
}

/**
 * Reads all files. Later files are stronger, and within a file the first section that matches counts (NetworkManager.conf(5),
 * Sections).
 */
export function deviceSettings(files: Files): DeviceSettings {
  const parsed = configurationPaths(files).map((path) => {
    const settings = parseSections(readText(files, path));
    return { path, settings, isFor: sectionsOf(settings) };
  });
  const unmanaged = parsed.reduce((list, { settings }) => settings.reduce(addUnmanaged, list), "");
  return {
    isUnmanaged: (slave) => unmanaged !== "" && isListed(unmanaged, slave),
    managed: (slave) => {
      for (const { path, settings, isFor } of [...parsed].reverse()) {
        const setting = settings.find((one) => one.key === "managed" && isFor(one.section, slave));
        if (setting !== undefined) return { value: parseBoolean(setting.value) === true, path, line: setting.line };
      }
      return undefined;
    },
  };
}

const MAIN = "/etc/NetworkManager/NetworkManager.conf";

/** From the weakest to the strongest (src/core/nm-config.c, read_entire_config). */
function configurationPaths(files: Files): string[] {
  const placed = placedFiles(files, "NetworkManager/conf.d", ".conf").map(({ path }) => path);
  const isIn = (start: string) => placed.filter((path) => path.startsWith(start));
  return [...isIn("/usr/"), ...isIn("/lib/"), ...isIn("/run/"), MAIN, ...isIn("/etc/")];
}

/** A section [device] or [device-anything] without match-device= is for each device. */
function sectionsOf(settings: readonly Setting[]): (section: string, slave: ManagedSlave) => boolean {
  const lists: { [section: string]: string } = Object.create(null);
  for (const { section, key, value } of settings) if (key === "match-device") lists[section] = value;
  return (section, slave) => {
    const list = lists[section];
    return section.startsWith("device") && (list === undefined || isListed(list, slave));
  };
}

function addUnmanaged(list: string, { section, key, value }: Setting): string {
  if (section !== "keyfile") return list;
  // With "+=", the value is added to that of earlier files. parseSections() splits at the "=".
  if (key === "unmanaged-devices+") return `${list};${value}`;
  return key === "unmanaged-devices" ? value : list;
}

/** NetworkManager.conf(5), Device List Format: one that is excepted is stronger; if all are, the others match. */
function isListed(list: string, slave: ManagedSlave): boolean {
  const specs = list
    .split(/[,;]/)
    .map((spec) => spec.trim())
    .filter((spec) => spec !== "");
  const excepted = specs.filter((spec) => spec.startsWith("except:"));
  if (excepted.some((spec) => isMet(spec.slice("except:".length), slave))) return false;
  return excepted.length === specs.length ? specs.length > 0 : specs.some((spec) => isMet(spec, slave));
}

function isMet(spec: string, { name, mac, driver }: ManagedSlave): boolean {
  const colon = spec.indexOf(":");
  const value = spec.slice(colon + 1);
  const isMac = (text: string) => mac !== "" && text.toLowerCase().replace(/-/g, ":") === mac;
  switch (spec.slice(0, Math.max(0, colon))) {
    case "interface-name":
      return value.startsWith("=") ? value.slice(1) === name : matchesGlob(name, value.replace(/^~/, ""));
    case "mac":
      return isMac(value);
    case "type":
      return value === "ethernet";
    case "driver":
      return driver !== "" && matchesGlob(driver, value.split("/")[0] ?? "");
    default:
      return spec === "*" || spec === name || isMac(spec);
  }
}
