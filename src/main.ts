import { Command, CommanderError, InvalidArgumentError, Option, type OutputConfiguration } from "commander";
import { capture } from "./commands/capture.ts";
import { explain } from "./commands/explain.ts";
import { monitor } from "./commands/monitor.ts";
import { name } from "./commands/name.ts";
import { nameForUdev } from "./commands/name-udev.ts";
import { linksOf, type Options, style } from "./commands/options.ts";
import { rename } from "./commands/rename.ts";
import { renameForUdev } from "./commands/rename-udev.ts";
import { show } from "./commands/show.ts";
import { Exit, type ExitCode, Failure } from "./errors.ts";
import type { Host } from "./host/host.ts";
import { type OpenLinks, openLinks } from "./machine/machine.ts";
import { reporting } from "./reporting.ts";
import { VERSION } from "./version.ts";

/** A command for people. `run` gets the LINK or DIR arguments, and throws Failure. */
interface CommandLine {
  readonly usage: string;
  readonly description: string;
  readonly options: readonly (() => Option)[];
  run(host: Host, args: readonly string[], options: Options): ExitCode;
}

/** What udev's rule calls, for the link of its event: `COMMAND --udev`. */
const UDEV_COMMANDS: { readonly [command: string]: (host: Host, live: OpenLinks) => ExitCode } = {
  __proto__: null as never,
  name: nameForUdev,
  rename: renameForUdev,
};

/** What people call, in the order of `--help`. */
const COMMANDS: readonly CommandLine[] = [
  {
    usage: "name <link>",
    description: "print the name that a slave should have (udev: name --udev)",
    options: [root],
    run: (host, [link = ""], options) => name(host, linksOf(host, options), options.root ?? "", link),
  },
  {
    usage: "rename [link...]",
    description: "give slaves their names (udev: rename --udev)",
    options: [unlessDisabled, json],
    run: (host, links, options) =>
      rename(host, links, { json: options.json === true, unlessDisabled: options.unlessDisabled === true }),
  },
  {
    usage: "show [link...]",
    description: "show every group, and what rename would do",
    options: [root, json, color],
    run: (host, links, options) => show(host, linksOf(host, options), options.root ?? "", links, style(host, options)),
  },
  {
    usage: "explain <link>",
    description: "tell why a link gets its name, or none",
    options: [root, json, color],
    run: (host, [link = ""], options) =>
      explain(host, linksOf(host, options), options.root ?? "", link, style(host, options)),
  },
  {
    usage: "monitor",
    description: "follow links live, each with what rename would do",
    options: [seconds],
    run: (host, _args, options) => monitor(host, (options.for ?? Number.POSITIVE_INFINITY) * 1000),
  },
  {
    usage: "capture <dir>",
    description: "copy what this program reads into DIR, for a bug report",
    options: [redact],
    run: (host, [directory = ""], options) => capture(host, directory, options.redact === true),
  },
];

/**
 * The whole program, up to its exit status. udev calls it for every NIC of every machine, and most of them are no slaves:
 * its calls are found without the parser for people.
 *
 * @param live this machine; the snapshot has it ready
 */
export function main(host: Host, live = openLinks(host)): ExitCode {
  const { args } = host;
  const forUdev = args.length === 2 && args[1] === "--udev" ? UDEV_COMMANDS[args[0] ?? ""] : undefined;
  if (forUdev !== undefined) return reporting(host, "log", () => forUdev(host, live));
  return reporting(host, "stderr", () => parseAndRun(host));
}

function parseAndRun(host: Host): ExitCode {
  let exitCode: ExitCode = Exit.done;
  const program = new Command("failover-ifname")
    .description("Stable names for the slaves of kernel failover links.")
    .version(VERSION, "--version")
    .showSuggestionAfterError(false)
    .exitOverride()
    .configureOutput(outputOf(host));
  for (const { usage, description, options, run } of COMMANDS) {
    const command = program.command(usage).description(description);
    for (const option of options) command.addOption(option());
    command.action((...values: unknown[]) => {
      // commander gives each argument, then the options, then the command itself.
      exitCode = run(host, values.slice(0, -2).flat() as string[], values.at(-2) as Options);
    });
  }
  try {
    program.parse([...host.args], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return Exit.done;
    // commander exits 1 for a call without a command, after printing the help.
    const message = error.code === "commander.help" ? "no command: see failover-ifname --help" : error.message;
    throw new Failure(Exit.usage, message.split("error: ").join("").trim());
  }
  return exitCode;
}

function root(): Option {
  return new Option("--root <dir>", "read the links captured in DIR, not this machine's");
}

function unlessDisabled(): Option {
  return new Option("--unless-disabled", "do nothing if Enable=no or failover_ifname=0 is set");
}

function json(): Option {
  return new Option("--json", "print JSON");
}

function color(): Option {
  return new Option("--color <when>", "colour the output").choices(["auto", "always", "never"]).default("auto");
}

function seconds(): Option {
  return new Option("--for <seconds>", "end after so many seconds").argParser((text) => {
    const number = Number(text);
    if (number > 0 && number <= 1e6) return number;
    throw new InvalidArgumentError("It is not a number of seconds.");
  });
}

function redact(): Option {
  return new Option("--redact", "hide hardware addresses");
}

/** Help goes to standard output. An error is one line, which `reporting` prints. */
function outputOf(host: Host): OutputConfiguration {
  return {
    writeOut: (text) => host.out(text),
    writeErr: () => {},
    getOutHelpWidth: () => 80,
    getErrHelpWidth: () => 80,
    getOutHasColors: () => false,
    getErrHasColors: () => false,
    stripColor: (text) => text,
  };
}
