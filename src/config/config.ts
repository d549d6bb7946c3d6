// SPDX-License-Identifier: MIT
/** The suffix of each role. */
export interface Suffixes {
  readonly standby: string;
  readonly primary: string;
}

/** The settings of failover-ifname.conf(5). */
export interface Config {
  /** Is the udev rule enabled? */
  readonly enable: boolean;
  readonly suffix: Suffixes;
  /** The kinds of masters whose slaves get names, as the kernel calls them. */
  readonly masters: readonly string[];
  /** Does a slave get an altname for each altname of its master? */
  readonly alternativeNames: boolean;
  /** The time limit of one run, in milliseconds. */
  readonly renameTimeout: number;
  /** If the kernel does not rename links that are up: set the slave down, rename it, and set it up again? */
  readonly bounce: boolean;
  /** "auto" does not rename a slave that is up if that could hang the kernel; "always" does. */
  readonly liveRename: "auto" | "always";
  /** By key: the file and the line that set it, such as "/etc/failover-ifname.conf:3". A default is not here. */
  readonly setAt: { readonly [key: string]: string };
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
    setAt: {},
  };
}
