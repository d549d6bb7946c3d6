// SPDX-License-Identifier: MIT
import type { Config } from "../config/config.ts";
import { readConfig } from "../config/read.ts";
import { KIND_NAMES } from "../failover/kinds.ts";
import { foreseen } from "../host/faults.ts";
import { isSwitchedOff } from "../machine/switched-off.ts";
import { type Check, type Finding, ok } from "./check.ts";
import { findingFor, isDenied } from "./unreadable.ts";

/** The configuration: its warnings, and what is in force and from where. */
export const configuration: Check = {
  name: "configuration",
  title: "Configuration",
  run: ({ machine: { files, kernel } }) => {
    const fix = "remove failover_ifname=0 from the configuration of the boot loader, and boot again";
    const off = isSwitchedOff(kernel.commandLine())
      ? [switchedOff("failover_ifname=0", files.path("/proc/cmdline"), fix)]
      : [];
    try {
      const { config, warnings } = readConfig(files, KIND_NAMES);
      return [...warnings.map(toFinding), ...disabled(config), ...off, ...inForce(config)];
    } catch (error) {
      return [broken(error), ...off];
    }
  },
};

/** The program does nothing then: the file may say Enable=no. */
function broken(error: unknown): Finding {
  const found = "it cannot be read";
  if (isDenied(foreseen(error)?.code)) return findingFor(error, found, "Nobody knows what it says.");
  return { ...findingFor(error, found, WHY_OFF), severity: "error" };
}

function disabled({ enable, setAt }: Config): Finding[] {
  return enable ? [] : [switchedOff("Enable=no", setAt.Enable ?? "", "remove the line Enable=no")];
}

function inForce(config: Config): Finding[] {
  const { setAt: sources } = config;
  const keys = Object.keys(sources).filter((key) => key !== "Enable" || config.enable);
  if (keys.length === 0) return [ok("all keys have their defaults", "failover-ifname.conf(5)")];
  return keys.map((key) => ok(`${key}=${settingOf(config, key)} is in force`, sources[key] ?? ""));
}

/** @param warning FILE:LINE: TEXT; ignoring. As the program logs it */
function toFinding(warning: string): Finding {
  const [, where = "", found = warning] = /^(.*?(?::[0-9]+)?): (.*)$/.exec(warning) ?? [];
  const why = "The line has no effect, and the key has another value than the file says.";
  return { severity: "warning", found, where, why, fix: "correct the line as failover-ifname.conf(5) says" };
}

function switchedOff(setting: string, where: string, fix: string): Finding {
  return { severity: "warning", found: `${setting} switches the program off`, where, why: WHY_OFF, fix };
}

const WHY_OFF = "The udev rule does nothing, and the slaves keep the names that they have without it.";

function settingOf(config: Config, key: string): string {
  const values: { readonly [key: string]: unknown } = {
    Enable: config.enable ? "yes" : "no",
    StandbySuffix: config.suffix.standby,
    PrimarySuffix: config.suffix.primary,
    Masters: config.masters.join(" "),
    AlternativeNames: config.alternativeNames ? "yes" : "no",
    RenameTimeoutSec: `${config.renameTimeout} ms`,
    Bounce: config.bounce ? "yes" : "no",
    LiveRename: config.liveRename,
  };
  return String(values[key]);
}
