// SPDX-License-Identifier: MIT
import type { Command, CommanderError, Option } from "commander";

/** `help COMMAND` of an unknown command is the same mistake as that command itself. commander prints its help instead. */
export function argumentsFor(program: Command, args: readonly string[]): string[] {
  const [first, second] = args;
  if (first !== "help" || second === undefined) return [...args];
  if (second === "help") return ["--help"];
  return program.commands.some((command) => command.name() === second) ? [...args] : args.slice(1);
}

/** What is wrong with the arguments, in one line. */
export function whatIsWrong({ code, message }: CommanderError, program: Command, args: readonly string[]): string {
  // commander exits 1 for a call without a command, after printing the help.
  if (code === "commander.help") return "no command: see failover-ifname --help";
  return (
    (code === "commander.unknownOption" ? misplacedOption(program, args) : undefined) ??
    message
      .replace(/^error: /, "")
      .replace(/\n\(Did you mean (.*)\)$/, ": did you mean $1")
      .trim()
  );
}

/** An option in front of its command, or an option of other commands; undefined if no command has it. */
function misplacedOption(program: Command, args: readonly string[]): string | undefined {
  const named = program.commands.find((command) => command.name() === args.find((arg) => !arg.startsWith("-")));
  const own = named !== undefined && args[0] === named.name() ? named : undefined;
  for (const arg of args) {
    const [flag = ""] = arg.split("=");
    if (!flag.startsWith("-") || own?.options.some(isCalled(flag))) continue;
    const holders = program.commands.filter(({ options }) => options.some(isCalled(flag)));
    if (holders.length === 0) return undefined;
    const names = holders.map((command) => command.name());
    if (own !== undefined) return `${own.name()} has no option '${flag}'; it is one of ${names.join(", ")}`;
    const meant = names.find((name) => args.includes(name)) ?? "COMMAND";
    return `option '${flag}' comes after the command: failover-ifname ${meant} ${flag}`;
  }
  return undefined;
}

function isCalled(flag: string): (option: Option) => boolean {
  return ({ long, short }) => flag === long || flag === short;
}
