import { Chalk, type ChalkInstance } from "chalk";
import { Command, CommanderError, InvalidArgumentError, Option, type OutputConfiguration } from "commander";
import { capture } from "./commands/capture.ts";
import { explain } from "./commands/explain.ts";
import { monitor } from "./commands/monitor.ts";
import { name } from "./commands/name.ts";
import { rename } from "./commands/rename.ts";
import { show } from "./commands/show.ts";
import { Exit, type ExitCode, Failure } from "./errors.ts";
import type { Host } from "./host/host.ts";
import { capturedLinks } from "./links/captured.ts";
import { findLink } from "./links/find-link.ts";
import type { openLinks } from "./links/open-links.ts";
import type { LinkSource } from "./links/source.ts";
import { VERSION } from "./version.ts";

interface Options {
  readonly root?: string;
  readonly json?: true;
  readonly color?: "auto" | "always" | "never";
  readonly redact?: true;
}

/** The commands for people: parses the arguments and runs one of them. Throws Failure. */
export function parseAndRun(host: Host, open: typeof openLinks): ExitCode {
  let exitCode: ExitCode = Exit.done;
  const program = new Command("failover-ifname")
    .description("Stable names for the slaves of kernel failover links.")
    .version(VERSION, "--version")
    .showSuggestionAfterError(false)
    .exitOverride()
    .configureOutput(outputOf(host));
  const add = (usage: string, description: string, run: (names: string[], options: Options) => ExitCode): Command =>
    program
      .command(usage)
      .description(description)
      .action((names: string | string[], options: Options) => {
        exitCode = run(typeof names === "string" ? [names] : names, options);
      });

  withRoot(
    add("name <link>", "print the name that a slave should have (udev: name --udev)", ([link = ""], options) => {
      const source = linksOf(host, open, options);
      return name(host, source, options.root ?? "", findLink(source, link));
    }),
  );
  add("rename [link...]", "give slaves their names (udev: rename --udev)", (links, options) => {
    return rename(host, open, links, { json: options.json === true });
  }).addOption(jsonOption());
  withRoot(
    add("show [link...]", "show every group, and what rename would do", (links, options) =>
      show(host, linksOf(host, open, options), options.root ?? "", links, style(host, options)),
    ),
  )
    .addOption(jsonOption())
    .addOption(colorOption());
  withRoot(
    add("explain <link>", "tell why a link gets its name, or none", ([link = ""], options) =>
      explain(host, linksOf(host, open, options), options.root ?? "", link, style(host, options)),
    ),
  )
    .addOption(jsonOption())
    .addOption(colorOption());
  program
    .command("monitor")
    .description("follow links live, each with what rename would do")
    .addOption(new Option("--for <seconds>", "end after so many seconds").argParser(parseSeconds))
    .action((options: { for?: number }) => {
      exitCode = monitor(host, open, (options.for ?? Number.POSITIVE_INFINITY) * 1000);
    });
  add("capture <dir>", "copy what this program reads into DIR, for a bug report", ([directory = ""], options) =>
    capture(host, open, directory, options.redact === true),
  ).option("--redact", "hide hardware addresses");

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

function linksOf(host: Host, open: typeof openLinks, options: Options): LinkSource {
  if (options.root === undefined) return open(host).source;
  if (options.root === "")
    throw new Failure(Exit.usage, "DIR of --root is empty: give the directory of a captured root");
  return capturedLinks(host, options.root);
}

function withRoot(command: Command): Command {
  return command.option("--root <dir>", "read the links captured in DIR, not this machine's");
}

function jsonOption(): Option {
  return new Option("--json", "print JSON");
}

function colorOption(): Option {
  return new Option("--color <when>", "colour the output").choices(["auto", "always", "never"]).default("auto");
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (seconds > 0 && seconds <= 1e6) return seconds;
  throw new InvalidArgumentError("It is not a number of seconds.");
}

/** Colours as https://no-color.org has it: only on a terminal, and not with NO_COLOR, unless they are asked for. */
function style(host: Host, options: Options): { json: boolean; colors: ChalkInstance } {
  const wanted = host.isTerminal(1) && (host.env("NO_COLOR") ?? "") === "" && host.env("TERM") !== "dumb";
  const colored = options.color === "always" || (options.color !== "never" && wanted);
  return { json: options.json === true, colors: new Chalk({ level: colored ? 1 : 0 }) };
}

/** Help goes to standard output; an error is one line, and main.ts prints it. */
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
