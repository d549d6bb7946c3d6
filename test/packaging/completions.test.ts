// SPDX-License-Identifier: MIT
/** The completions of the shells offer all commands and all options that `--help` prints, and nothing else. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { projectPath, run } from "../support/run.ts";

const folder = projectPath("packaging/completions");

/** The shells that are asked. Each gives the words that can follow those of a command line; the last one is begun. */
const SHELLS: Record<string, (words: string[]) => string[]> = { bash, fish, zsh };

const commands = matches(help([]), /^ {2}([a-z]+) /gm);
const options = (words: string[]) => matches(help(words), /(--[a-z-]+)/g);

for (const [shell, complete] of Object.entries(SHELLS)) {
  const available = run(["sh", "-c", `command -v ${shell}`]).status === 0;
  const skip = !available && process.env.CI !== "true" && `${shell} is missing`;
  test(`${shell} offers the commands`, { skip }, () => {
    assert.deepEqual(complete([""]), commands);
  });
  for (const command of commands) {
    // The help of `help` is that of the program, and udev's own option is not for people.
    const wanted = command === "help" ? [] : options([command]).filter((option) => option !== "--udev");
    test(`${shell} offers the options of ${command}`, { skip }, () => {
      assert.deepEqual(complete([command, "--"]), wanted);
    });
  }
}

test("bash offers links, and folders where one is needed", () => {
  assert.ok(bash(["show", ""]).includes("lo"));
  assert.ok(bash(["show", "--root", `${projectPath("test/captures")}/st`]).some((path) => path.endsWith("/stock")));
  assert.ok(bash(["capture", `${projectPath("test/captures")}/st`]).some((path) => path.endsWith("/stock")));
  assert.deepEqual(bash(["show", "--color", "a"]), ["always", "auto"]);
});

function bash(words: string[]): string[] {
  const script = `. "$1"; shift; COMP_WORDS=(failover-ifname "$@"); COMP_CWORD=$#; _failover_ifname
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  return lines(output(["bash", "-c", script, "bash", `${folder}/failover-ifname.bash`, ...words]));
}

function fish(words: string[]): string[] {
  const script = `source ${folder}/failover-ifname.fish; complete -C "failover-ifname ${words.join(" ")}"`;
  return lines(output(["fish", "--no-config", "-c", script]).replace(/\t.*/g, ""));
}

/** Without a terminal, zsh has no completion system: the two functions of it that matter print what they are told. */
function zsh(words: string[]): string[] {
  const [command = ""] = words;
  const script = `
    _arguments() { if [[ $1 == -C ]]; then state=${command === "" ? "command" : "argument"}; else print -rl -- "$@"; fi }
    _describe() { print -rl -- \${(P)2} }
    complete() { local -a words=("$1"); source ${folder}/_failover-ifname }
    complete ${command}`;
  const offered = output(["zsh", "-f", "-c", script]);
  if (command === "") return lines(offered.replace(/:.*/g, ""));
  return matches(offered, /^(--[a-z-]+)/gm);
}

function help(words: string[]): string {
  return output([projectPath("build/failover-ifname"), "help", ...words]);
}

function output(command: string[]): string {
  const { status, stdout, stderr } = run(command);
  assert.deepEqual([status, stderr], [0, ""]);
  return stdout;
}

function lines(text: string): string[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .sort();
}

function matches(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, word = ""]) => word))].sort();
}
