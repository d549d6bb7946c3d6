// SPDX-License-Identifier: MIT
/** Suites of Debian other than the one that this machine runs, from the mirror that this machine uses. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { machineSuite, openApt, type Suite } from "./apt.ts";
import { cacheFolder } from "./host.ts";

/**
 * Finds a release of Debian, such as `bookworm` or `bookworm-backports`. Only a fetch can show whether it is available.
 *
 * @throws Error if this machine's sources are not those of a release of Debian, because then the mirror is not known
 */
export async function suiteOf(release: string): Promise<Suite> {
  const own = await ownRelease();
  if (release === own) return machineSuite;
  const base = release.replace(/-backports$/, "");
  const uri = await mirrorOf(own);
  const lines = [...new Set([base, release])].map((name) => `deb ${uri} ${name} main\n`);
  return { name: release, sources: lines.join(""), ...(base !== release && { release }) };
}

async function ownRelease(): Promise<string> {
  const [, name] = /^VERSION_CODENAME="?([\w-]+)/m.exec(await readFile("/etc/os-release", "utf8")) ?? [];
  if (name === undefined) throw new Error("/etc/os-release names no release");
  return name;
}

async function mirrorOf(release: string): Promise<string> {
  const apt = await openApt(machineSuite, join(cacheFolder, "debs", machineSuite.name));
  const targets = await apt("apt-get", ["indextargets", "--format", "$(REPO_URI) $(RELEASE) $(COMPONENT)"]);
  for (const line of targets.split("\n")) {
    const [uri, name, component] = line.split(" ");
    if (uri !== undefined && name === release && component === "main") return uri;
  }
  throw new Error(`none of this machine's package sources is ${release} main`);
}
