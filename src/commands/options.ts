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

/** How a command prints. */
export interface Style {
  readonly json: boolean;
  readonly colors: Colors;
}

/** Colours follow https://no-color.org: they are on if standard output is a terminal, or if the options ask for them. */
export function style(host: Host, options: Options): Style {
  const wanted = host.isTerminal(1) && (host.env("NO_COLOR") ?? "") === "" && host.env("TERM") !== "dumb";
  const colored = options.color === "always" || (options.color !== "never" && wanted);
  return { json: options.json === true, colors: picocolors.createColors(colored) };
}
