import { Chalk, type ChalkInstance } from "chalk";
import { Exit, Failure } from "../errors.ts";
import type { Host } from "../host/host.ts";
import { capturedLinks } from "../machine/captured.ts";
import { openLinks } from "../machine/machine.ts";
import type { LinkSource } from "../machine/source.ts";

/** The options of all commands, as commander gives them. */
export interface Options {
  readonly root?: string;
  readonly json?: true;
  readonly color?: "auto" | "always" | "never";
  readonly for?: number;
  readonly redact?: true;
  readonly unlessDisabled?: true;
}

/** The links that a command is about: the captured ones of --root, or this machine's. Throws Failure. */
export function linksOf(host: Host, options: Options): LinkSource {
  if (options.root === undefined) return openLinks(host).source;
  if (options.root === "")
    throw new Failure(Exit.usage, "DIR of --root is empty: give the directory of a captured root");
  return capturedLinks(host, options.root);
}

/** How a command prints. Colours are as https://no-color.org has it: on a terminal only, unless they are asked for. */
export function style(host: Host, options: Options): { json: boolean; colors: ChalkInstance } {
  const wanted = host.isTerminal(1) && (host.env("NO_COLOR") ?? "") === "" && host.env("TERM") !== "dumb";
  const colored = options.color === "always" || (options.color !== "never" && wanted);
  return { json: options.json === true, colors: new Chalk({ level: colored ? 1 : 0 }) };
}
