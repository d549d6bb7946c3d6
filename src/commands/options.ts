// SPDX-License-Identifier: MIT
import picocolors from "picocolors";
import type { Colors } from "picocolors/types";
import { parseNumber } from "../host/files.ts";
import type { Host } from "../host/host.ts";

/** The options of all commands, as commander gives them. */
export interface Options {
  readonly root?: string;
  readonly json?: true;
  readonly verbose?: true;
  readonly check?: true;
  readonly color?: "auto" | "always" | "never";
  readonly for?: number;
  readonly redact?: true;
  readonly unlessDisabled?: true;
}

/** The output format of a command. */
export interface Style {
  readonly json: boolean;
  readonly colors: Colors;
  /** The columns of the terminal; Infinity if standard output is none, so that each link is one line for grep. */
  readonly width: number;
}

/**
 * Follows https://no-color.org: colours are on if standard output is a terminal. The option `--color` overrides this.
 *
 * COLUMNS overrides the width of the terminal, also if there is none, as in systemd (src/basic/terminal-util.c, columns).
 */
export function style(host: Host, options: Options): Style {
  const wanted = host.isTerminal(1) && (host.env("NO_COLOR") ?? "") === "" && host.env("TERM") !== "dumb";
  const colored = options.color === "always" || (options.color !== "never" && wanted);
  const width =
    parseNumber(host.env("COLUMNS") ?? "") || (host.terminalWidth() ?? (host.isTerminal(1) ? 80 : Infinity));
  return { json: options.json === true, colors: picocolors.createColors(colored), width };
}
