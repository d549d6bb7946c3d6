// SPDX-License-Identifier: MIT
import type { Config } from "../config/config.ts";
import { readConfig } from "../config/read.ts";
import { KIND_NAMES } from "../failover/kinds.ts";
import { isSwitchedOff } from "../machine/switched-off.ts";
import { type Check, type Finding, ok } from "./check.ts";

/** The configuration: its warnings, and what is in force and from where. */
export const configuration: Check = {
  name: "configuration",
  title: "Configuration",
  run: ({ machine: { files, kernel } }) => {
    const { config, warnings } = readConfig(files, KIND_NAMES);
    const { setAt: sources } = config;
    const findings = warnings.map(toFinding);
    if (!config.enable) findings.push(switchedOff("Enable=no", sources.Enable ?? "", `remove the line Enable=no`));
    if (isSwitchedOff(kernel.commandLine())) {
      const fix = "remove failover_ifname=0 from the configuration of the boot loader, and boot again";
      findings.push(switchedOff("failover_ifname=0", files.path("/proc/cmdline"), fix));
    }
    const keys = Object.keys(sources).filter((key) => key !== "Enable" || config.enable);
    const inForce = keys.map((key) => ok(`${key}=${settingOf(config, key)} is in force`, sources[key] ?? ""));
    return [
      ...findings,
      ...(inForce.length > 0 ? inForce : [ok("all keys have their defaults", "failover-ifname.conf(5)")]),
    ];
  },
};

/** @param warning FILE:LINE: TEXT; ignoring. As the program logs it */
function toFinding(warning: string): Finding {
  const [, where = "", found = warning] = /^(.*?(?::[0-9]+)?): (.*)$/.exec(warning) ?? [];
  const why = "The line has no effect, and the key has another value than the file says.";
  return { severity: "warning", found, where, why, fix: "correct the line as failover-ifname.conf(5) says" };
}

function switchedOff(setting: string, where: string, fix: string): Finding {
  const why = "The udev rule does nothing, and the slaves keep the names that they have without it.";
  return { severity: "warning", found: `${setting} switches the program off`, where, why, fix };
}

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
