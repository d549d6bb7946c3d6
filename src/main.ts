// SPDX-License-Identifier: MIT
import { Command, CommanderError, InvalidArgumentError, Option, type OutputConfiguration } from "commander";
import { version } from "../package.json";
import { capture } from "./commands/capture.ts";
import { doctor } from "./commands/doctor.ts";
import { explain } from "./commands/explain.ts";
import { monitor } from "./commands/monitor.ts";
import { name } from "./commands/name.ts";
import { type Options, style } from "./commands/options.ts";
import { rename } from "./commands/rename.ts";
import { show } from "./commands/show.ts";
import { argumentsFor, whatIsWrong } from "./commands/wrong-arguments.ts";
import type { Config } from "./config/config.ts";
import { subjectOf } from "./doctor/check.ts";
import { Exit, type ExitCode, Failure } from "./errors.ts";
import type { Files } from "./host/files.ts";
import type { Host } from "./host/host.ts";
import { openCaptured } from "./machine/captured.ts";
import { openLive } from "./machine/live.ts";
import type { LiveMachine, Machine } from "./machine/machine.ts";
import { readReportingWarnings, reporting } from "./reporting.ts";
import { prepareForUdev } from "./udev.ts";

/** The input of a command. */
interface Call {
  readonly host: Host;
  /** The machine to look at: that of --root, or this one. */
  readonly machine: Machine;
  readonly live: LiveMachine;
  readonly args: readonly string[];
  readonly options: Options;
}

/** A command for people. `run` throws Failure. */
interface CommandLine {
  readonly usage: string;
  readonly description: string;
  readonly options: readonly (() => Option)[];
  /** What `--udev` as the only argument does. */
  readonly udev?: string;
  /** Can `--root` be an image that was never booted? */
  readonly mayBeImage?: true;
  run(call: Call): ExitCode;
}

/** The commands for people, in the order of `--help`. */
const COMMANDS: readonly CommandLine[] = [
  {
    usage: "name <link>",
    description: "print the name that a slave should have",
    options: [root],
    udev: "NAME ROLE MASTER, for PROGRAM=",
    run: ({ host, machine, args: [link = ""] }) => name(host, machine, link),
  },
  {
    usage: "rename [link...]",
    description: "give slaves their names",
    options: [unlessDisabled, json],
    udev: "rename the slave of the uevent, or the slaves of its master, for RUN+=",
    run: ({ host, live, args, options: { json, unlessDisabled } }) =>
      rename(host, live, args, { json: json === true, unlessDisabled: unlessDisabled === true }),
  },
  {
    usage: "show [link...]",
    description: "show every group, and what rename would do",
    options: [root, verbose, check, json, color],
    run: ({ host, machine, args, options }) =>
      show(host, machine, args, {
        ...style(host, options),
        verbose: options.verbose === true,
        check: options.check === true,
      }),
  },
  {
    usage: "explain <link>",
    description: "show why a link gets its name, or none",
    options: [root, json, color],
    run: ({ host, machine, args: [link = ""], options }) => explain(host, machine, link, style(host, options)),
  },
  {
    usage: "monitor [link...]",
    description: "follow live what the kernel, udevd and this program do with links",
    options: [seconds, json],
    run: ({ host, live, args, options }) => {
      const milliseconds = (options.for ?? Number.POSITIVE_INFINITY) * 1000;
      return monitor(host, live, args, { milliseconds, json: options.json === true });
    },
  },
  {
    usage: "doctor",
    description: "check the rule, the initramfs, network managers and names",
    options: [rootOrImage, json, color],
    mayBeImage: true,
    run: ({ host, machine, options }) => doctor(subjectOf(host, machine, options.root ?? ""), style(host, options)),
  },
  {
    usage: "capture <target>",
    description: "copy what names depend on into one file, for a bug report; TARGET is FILE.tar or a new directory",
    options: [root, redact],
    run: ({ host, machine, args: [target = ""], options }) =>
      capture(host, machine, options.root ?? "", target, options.redact === true),
  },
];

/** Runs the program and returns its exit status. */
export function main(host: Host): ExitCode {
  return prepareForUdev(host)() ?? runCommand(host);
}

/** Runs a command for people and returns its exit status. */
export function runCommand(host: Host): ExitCode {
  const live = openLive(host, readConfigOf(host));
  return reporting(host, "stderr", () => parseAndRun(host, live));
}

function readConfigOf(host: Host): (files: Files) => Config {
  return (files) => readReportingWarnings(host, "stderr", files);
}

function machineOf(host: Host, live: LiveMachine, { root }: Options, mayBeImage: boolean): Machine {
  if (root === undefined) return live;
  if (root === "") throw new Failure(Exit.usage, "DIR of --root is empty: give the directory of a captured root");
  return openCaptured(host, root, readConfigOf(host), mayBeImage);
}

function parseAndRun(host: Host, live: LiveMachine): ExitCode {
  let exitCode: ExitCode = Exit.done;
  const program = new Command("failover-ifname")
    .description("Stable names for the slaves of kernel failover links.")
    .version(version, "--version")
    .exitOverride()
    .configureOutput(outputOf(host));
  for (const { usage, description, options, udev, mayBeImage, run } of COMMANDS) {
    const command = program.command(usage).description(description);
    if (udev !== undefined) command.addHelpText("after", `\n--udev alone, in a udev rule: ${udev}`);
    for (const option of options) command.addOption(option());
    command.action((...values: unknown[]) => {
      // commander gives each argument, then the options, then the command itself.
      const args = values.slice(0, -2).flat() as string[];
      const options = values.at(-2) as Options;
      exitCode = run({ host, machine: machineOf(host, live, options, mayBeImage === true), live, args, options });
    });
  }
  try {
    program.parse(argumentsFor(program, host.args), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return Exit.done;
    throw new Failure(Exit.usage, whatIsWrong(error, program, host.args));
  }
  return exitCode;
}

function root(): Option {
  return new Option("--root <dir>", "read a captured machine, not this one: a directory, or the tar of capture");
}

function rootOrImage(): Option {
  return new Option("--root <dir>", "check a captured machine, or the root of an image that is not running");
}

function unlessDisabled(): Option {
  return new Option("--unless-disabled", "do nothing if Enable=no or failover_ifname=0 is set");
}

function verbose(): Option {
  return new Option("-v, --verbose", "print all that is known of each link");
}

function check(): Option {
  return new Option("--check", "print only slaves without their wanted names; exit 7 if there are any");
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
    throw new InvalidArgumentError("It is not a number of seconds above 0, at most 1000000.");
  });
}

function redact(): Option {
  return new Option("--redact", "hide hardware and IP addresses");
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
