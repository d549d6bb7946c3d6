// SPDX-License-Identifier: MIT
/** cloud-init's own functions, from Debian's package. It is fetched and unpacked, never installed. */
import { spawnSync } from "node:child_process";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { projectPath } from "../support/run.ts";
import { openApt } from "../vm/apt.ts";
import { cacheFolder, runTool } from "../vm/host.ts";
import { makeTree } from "../vm/packages.ts";
import { suiteOf } from "../vm/suites.ts";
import type { Verdicts } from "./verdicts.ts";

/** cloud-init, and the modules that cloudinit.net imports. */
const packages =
  "cloud-init python3-requests python3-urllib3 python3-chardet python3-idna python3-certifi python3-yaml python3-six";

/** Debian 13's cloud-init (25.1.4) also runs with the python3 of Debian 12. Debian 12's (22.4.2) gives the same verdicts. */
const release = "trixie";

/**
 * Fetches the packages, once.
 *
 * @returns the folder with the Python modules
 * @throws Error if they are not available, or if there is no python3
 */
export async function unpackCloudInit(): Promise<string> {
  await runTool("python3", ["--version"], 60_000);
  const root = await makeTree(join(cacheFolder, "cloud-init"), `${release}: ${packages}`, async (tree) => {
    const debs = join(cacheFolder, "debs", "cloud-init");
    await rm(debs, { recursive: true, force: true });
    const apt = await openApt(await suiteOf(release), debs);
    await apt("apt-get", ["download", ...packages.split(" ")], debs);
    await mkdir(tree, { recursive: true });
    const files = (await readdir(debs)).filter((file) => file.endsWith(".deb"));
    for (const file of files) await runTool("dpkg-deb", ["-x", join(debs, file), tree], 60_000);
  });
  return join(root, "usr/lib/python3/dist-packages");
}

/**
 * Asks cloud-init about all links of these roots, in one process.
 *
 * @param modules the folder with the Python modules
 * @returns the verdicts on each link, by ifindex
 */
export function judge(modules: string, roots: readonly string[]): { readonly [ifindex: string]: Verdicts }[] {
  // -S: modules of this machine are not used.
  const { status, stdout, stderr } = spawnSync("python3", ["-S", projectPath("test/judge/judge.py")], {
    input: JSON.stringify(roots),
    encoding: "utf8",
    env: { PATH: process.env.PATH, PYTHONPATH: modules, PYTHONDONTWRITEBYTECODE: "1" },
    timeout: 60_000,
  });
  if (status !== 0) throw new Error(`cloud-init cannot be asked: ${stderr.slice(-2000)}`);
  return JSON.parse(stdout);
}
