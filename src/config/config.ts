// SPDX-License-Identifier: MIT
/** The suffix of each role. */
export interface Suffixes {
  readonly standby: string;
  readonly primary: string;
}

/** What an administrator can set: the keys of failover-ifname.conf(5). */
export interface Config {
  /** Is the udev rule enabled? */
  readonly enable: boolean;
  readonly suffix: Suffixes;
  /** The kinds of masters whose slaves get names, as the kernel calls them. */
  readonly masters: readonly string[];
  /** Does each altname of the master give the slave an altname too? */
  readonly alternativeNames: boolean;
  /** The longest time of one run, in milliseconds. */
  readonly renameTimeout: number;
  /** Set a slave down and up again if the kernel renames no link that is up. */
  readonly bounce: boolean;
  /** "auto" does not rename a slave that is up if that could hang the kernel; "always" does. */
  readonly liveRename: "auto" | "always";
}

/** @param kinds the kinds of masters that the program knows */
export function defaultConfig(kinds: readonly string[]): Config {
  return {
    enable: true,
    suffix: { standby: "nsby", primary: "npf" },
    masters: kinds,
    alternativeNames: true,
    renameTimeout: 2000,
    bounce: false,
    liveRename: "auto",
  };
}
