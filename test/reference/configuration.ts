// SPDX-License-Identifier: MIT
/** failover-ifname.conf(5) a second time, as far as it decides about names. */

export interface Configuration {
  readonly suffixes: { readonly standby: string; readonly primary: string };
  readonly alternativeNames: boolean;
  readonly liveRename: "auto" | "always";
  /** The kinds of masters whose slaves get names. */
  readonly masters: readonly string[];
}

const DIRECTORIES = ["etc", "run", "usr/local/lib", "usr/lib"];
const YES = ["yes", "true", "1", "on"];
const NO = ["no", "false", "0", "off"];
const DEFAULTS: { readonly [key: string]: string } = {
  PrimarySuffix: "npf",
  StandbySuffix: "nsby",
  AlternativeNames: "yes",
  LiveRename: "auto",
  Masters: "net_failover hv_netvsc",
};

/** @param files by path, without the first slash */
export function readConfiguration(files: { readonly [path: string]: string }): Configuration {
  const values = { ...DEFAULTS };
  for (const text of inOrder(files)) {
    for (const line of text.split("\n")) {
      const [, key = "", value = ""] = /^(\w+)=(.*)$/.exec(line) ?? [];
      const standard = DEFAULTS[key];
      if (standard === undefined) continue;
      // An empty value takes back what was said before; one that is not understood is passed over.
      if (value === "") values[key] = standard;
      else if (isUnderstood(key, value)) values[key] = value;
    }
  }
  const { PrimarySuffix: primary = "", StandbySuffix: standby = "" } = values;
  const collide = primary.endsWith(standby) || standby.endsWith(primary);
  return {
    suffixes: collide ? { primary: "npf", standby: "nsby" } : { primary, standby },
    alternativeNames: YES.includes(values.AlternativeNames ?? ""),
    liveRename: values.LiveRename === "always" ? "always" : "auto",
    masters: (values.Masters ?? "").split(" "),
  };
}

/** The first failover-ifname.conf, and then all of failover-ifname.conf.d by their names, the first of each name. */
function inOrder(files: { readonly [path: string]: string }): string[] {
  const main = DIRECTORIES.map((directory) => `${directory}/failover-ifname.conf`).find((path) => path in files);
  const names = new Set(
    Object.keys(files).flatMap((path) => path.match(/(?<=failover-ifname\.conf\.d\/).*\.conf$/) ?? []),
  );
  const others = [...names]
    .sort()
    .map((name) =>
      DIRECTORIES.map((directory) => `${directory}/failover-ifname.conf.d/${name}`).find((path) => path in files),
    );
  return [main, ...others].flatMap((path) => (path === undefined ? [] : (files[path] ?? "")));
}

function isUnderstood(key: string, value: string): boolean {
  switch (key) {
    case "AlternativeNames":
      return [...YES, ...NO].includes(value);
    case "LiveRename":
      return ["auto", "always"].includes(value);
    case "Masters":
      return value.split(" ").every((kind) => ["net_failover", "hv_netvsc"].includes(kind));
    default:
      return /^[A-Za-z0-9#+\-.=@_]{0,7}[A-Za-z#+\-.=@_]$/.test(value) && ![".", "..", "all", "default"].includes(value);
  }
}
