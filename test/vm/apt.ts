// SPDX-License-Identifier: MIT
/** Debian's package tools, with their own lists, caches and states. They do not touch this machine's apt. */
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Architecture, arm64, x86 } from "./architectures.ts";
import { cacheFolder, runTool } from "./host.ts";

/** A collection of packages for the guest. */
export interface Suite {
  /** The name of its cache folders. */
  name: string;
  /** The lines of a sources.list(5). Default: the sources of this machine. */
  sources?: string;
  /** The release that is preferred among the sources, as for `apt-get -t`. */
  release?: string;
  /** Default: x86. */
  architecture?: Architecture;
}

/** The packages of the distribution that this machine runs. */
export const machineSuite: Suite = { name: "machine" };

/** @returns the same packages for arm64 */
export function forArm64(suite: Suite): Suite {
  return { ...suite, name: `${suite.name}-${arm64.debian}`, architecture: arm64 };
}

/** Runs one of apt's tools on one suite, in a folder, and returns its standard output. */
export type Apt = (tool: "apt-get" | "apt-cache", args: string[], folder?: string) => Promise<string>;

/**
 * Fetches the lists of a suite.
 *
 * @param debs the folder for packages that are installed with --download-only. It is made if it is missing
 * @throws Error if the lists are not available
 */
export async function openApt(suite: Suite, debs: string): Promise<Apt> {
  const state = join(cacheFolder, "apt", suite.name);
  for (const folder of [join(debs, "partial"), join(state, "lists/partial")]) await mkdir(folder, { recursive: true });
  // With an empty status file, no package counts as installed.
  await replaceFile(join(state, "status"), "");
  const configuration = join(state, "apt.conf");
  await replaceFile(configuration, await aptConfiguration(suite, state));
  // One tool at a time: apt does not wait for its lock, and the tests of two parts may fetch packages of one suite.
  const alone = ["--timeout", String(waitLimit / 1000), join(state, "alone")];
  const apt: Apt = (tool, args, folder = state) =>
    runTool(
      "flock",
      [...alone, tool, "-c", configuration, "-o", `Dir::Cache::archives=${debs}`, ...args],
      waitLimit + fetchLimit,
      { cwd: folder },
    );
  // If one of the machine's own sources is unreachable, the others may still have all the wanted packages.
  const strict = suite.sources === undefined ? [] : ["-o", "APT::Update::Error-Mode=any"];
  await apt("apt-get", ["update", ...strict]);
  return apt;
}

const fetchLimit = 300_000;
const waitLimit = 300_000;

/** Another process may read the file meanwhile. */
async function replaceFile(path: string, text: string): Promise<void> {
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, text);
  await rename(unfinished, path);
}

async function aptConfiguration(suite: Suite, state: string): Promise<string> {
  const { debian } = suite.architecture ?? x86;
  const lines = [
    "#clear APT::Update;",
    "#clear DPkg;",
    `Dir::State "${state}";`,
    `Dir::State::status "${join(state, "status")}";`,
    `Dir::Cache "${state}";`,
    `Dir::Log "${state}";`,
    'APT::Sandbox::User "";',
    `APT::Architecture "${debian}";`,
    `APT::Architectures "${debian}";`,
  ];
  if (suite.release !== undefined) lines.push(`APT::Default-Release "${suite.release}";`);
  if (suite.sources !== undefined) {
    const sources = join(state, "sources.list");
    await replaceFile(sources, suite.sources);
    lines.push(`Dir::Etc::sourcelist "${sources}";`, 'Dir::Etc::sourceparts "/dev/null";');
  }
  return `${lines.join("\n")}\n`;
}
