// SPDX-License-Identifier: MIT
/** Debian's SELinux policy and the tools that read it: packages, fetched, unpacked and compiled, never installed. */
import { join } from "node:path";
import { machineSuite } from "../vm/apt.ts";
import { cacheFolder, runTool } from "../vm/host.ts";
import { fetchPackages, makeTree, unpackDebs } from "../vm/packages.ts";

const PACKAGES = ["selinux-policy-default", "policycoreutils", "secilc", "selinux-utils", "setools", "bzip2", "strace"];

/** In the tree: the policy as the kernel loads it, and what file has which type. */
export const POLICY = "policy";
export const FILE_CONTEXTS = "file_contexts";

const LIBRARIES = "usr/lib/x86_64-linux-gnu";

/** @returns the folder of the tree; throws Error if the packages are not available */
export function policyTree(): Promise<string> {
  return makeTree(join(cacheFolder, "root-selinux"), PACKAGES.join(" "), async (tree) => {
    await unpackDebs(await fetchPackages(machineSuite, "selinux", PACKAGES), tree);
    await compile(tree);
  });
}

/** The package has modules, which semodule(8) makes a policy of when it is installed: by the same two steps. */
async function compile(tree: string): Promise<void> {
  const script = `set -eu
    run() { tool=$1; shift; ${LIBRARIES}/ld-linux-x86-64.so.2 --library-path ${LIBRARIES} "$tool" "$@"; }
    mkdir cil
    for module in usr/share/selinux/default/*.pp.bz2; do
      run usr/bin/bzip2 -dc "$module" | run usr/libexec/selinux/hll/pp >cil/"$(basename "$module" .pp.bz2)".cil
    done
    run usr/bin/secilc -o ${POLICY} -f ${FILE_CONTEXTS} cil/*.cil`;
  await runTool("sh", ["-c", script], 600_000, { cwd: tree });
}
