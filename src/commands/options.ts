// SPDX-License-Identifier: MIT
import picocolors from "picocolors";
import type { Colors } from "picocolors/types";
import type { Host } from "../host/host.ts";

/** The options of all commands, as commander gives them. */
export interface Options {
  readonly root?: string;
  readonly json?: true;
  readonly color?: "auto" | "always" | "never";
  readonly for?: number;
  readonly redact?: true;
  readonly unlessDisabled?: true;
}

/** The output format of a command. */
export interface Style {
  readonly json: boolean;
  readonly colors: Colors;
}

/** Follows https://no-color.org: colours are on if standard output is a terminal. The option `--color` overrides this. */
export function style(host: Host, options: Options): Style {
  const wanted = host.isTerminal(1) && (host.env("NO_COLOR") ?? "") === "" && host.env("TERM") !== "dumb";
  const colored = options.color === "always" || (options.color !== "never" && wanted);
  return { json: options.json === true, colors: picocolors.createColors(colored) };
}
