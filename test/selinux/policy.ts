// SPDX-License-Identifier: MIT
/**
 * Queries a SELinux policy with the tools that administrators use. Types decide. Levels and constraints are left out,
 * because udevd runs with all levels.
 */
import { dirname, join } from "node:path";
import { runUnpacked } from "../vm/packages.ts";
import { FILE_CONTEXTS, POLICY } from "./tree.ts";

/** In place of a type: that of the domain. */
export const SELF = "self";

/** Something with a type. The class is the kernel's, such as `file` or `dir`. */
export interface Labelled {
  path: string;
  class: string;
  /** Whether the domain creates it. Then it gets the type of its folder, not the one that restorecon(8) would set. */
  isMade: boolean;
}

/** A policy from the view of one domain. */
export interface Policy {
  domain: string;
  typeOf(object: Labelled): Promise<string>;
  /** @returns the type that the policy names for a new file in a folder or for the process of a program, if any */
  transition(target: string, kind: string, path: string): Promise<string | undefined>;
  /** @returns the permissions that the domain has on a type, by class; those that depend on a boolean are left out */
  permissionsOn(type: string): Promise<Map<string, Set<string>>>;
}

/** File systems whose files get their types from the policy itself (genfscon). */
const KERNEL_FILE_SYSTEMS = new Map([
  ["/proc", "proc"],
  ["/sys", "sysfs"],
]);

/**
 * @param tree see policyTree
 * @param domain the type of the process. That of udevd is also that of the programs that it starts, unless the policy names
 *   another one
 */
export function openPolicy(tree: string, domain = "udev_t"): Policy {
  const policy = join(tree, POLICY);
  const contexts = join(tree, FILE_CONTEXTS);
  const ask = once((question: string) => {
    // -I: without the modules of this machine's Python.
    const [tool = "", ...args] = question.split(" ");
    return runUnpacked(tree, "usr/bin/python3", ["-BI", join(tree, "usr/bin", tool), policy, ...args]);
  });
  const match = once(async (question: string) => {
    const [kind = "", path = ""] = question.split(" ");
    return contextType(await runUnpacked(tree, "usr/sbin/matchpathcon", ["-n", "-f", contexts, "-m", kind, path]));
  });

  async function typeOf({ path, class: kind, isMade }: Labelled): Promise<string> {
    for (const [mount, fileSystem] of KERNEL_FILE_SYSTEMS) {
      if (path.startsWith(`${mount}/`)) return kernelType(fileSystem, path.slice(mount.length));
    }
    const listed = isMade ? undefined : await match(`${kind} ${path}`);
    if (listed !== undefined) return listed;
    if (path === "/") throw new Error("the policy has no type for /");
    const folder = await typeOf({ path: dirname(path), class: "dir", isMade: false });
    return (await transition(folder, kind, path)) ?? folder;
  }

  /** The entry with the longest matching path counts (security/selinux/ss/services.c, __security_genfs_sid). */
  async function kernelType(fileSystem: string, path: string): Promise<string> {
    const lines = (await ask("seinfo --genfscon")).matchAll(/^ *genfscon (\S+) (\S+) +(\S+)$/gm);
    const found = [...lines].filter(([, of, start = ""]) => of === fileSystem && path.startsWith(start));
    const [longest] = found.sort(([, , one = ""], [, , other = ""]) => other.length - one.length);
    const type = contextType(longest?.[3] ?? "");
    if (type === undefined) throw new Error(`the policy has no type for ${path} of ${fileSystem}`);
    return type;
  }

  async function transition(from: string, kind: string, path: string): Promise<string | undefined> {
    const rules = (await ask(`sesearch -T -s ${domain}`)).matchAll(/^type_transition \S+ (\S+):(\S+) (\S+?)( .*)?;/gm);
    const name = path.slice(dirname(path).length + 1);
    const found = [...rules].find(([, target, ofClass, , only]) => {
      return target === from && ofClass === kind && (only === undefined || only.trim() === name);
    });
    return found?.[3];
  }

  /** As `sesearch -s DOMAIN -t TYPE`, which takes a second for each type. */
  async function permissionsOn(type: string): Promise<Map<string, Set<string>>> {
    const names = await namesOf(type);
    const allowed = new Map<string, Set<string>>();
    // A rule with a condition has it at its end.
    const rules = (await ask(`sesearch --allow -s ${domain}`)).matchAll(/^allow \S+ (\S+):(\S+) (.*);$/gm);
    for (const [, target = "", kind = "", permissions = ""] of rules) {
      if (!names.includes(target)) continue;
      const known = allowed.get(kind) ?? new Set();
      for (const permission of permissions.match(/\w+/g) ?? []) known.add(permission);
      allowed.set(kind, known);
    }
    return allowed;
  }

  /** A type and its attributes, because a rule can name either. */
  async function namesOf(type: string): Promise<string[]> {
    const lines = (await ask("seinfo -t -x")).matchAll(/^ *type (\w+)(?: alias \{.*?\})?(.*);$/gm);
    const found = [...lines].find(([, name]) => name === type);
    if (found === undefined) throw new Error(`the policy has no type ${type}`);
    return [type, ...(found[2]?.match(/\w+/g) ?? [])];
  }

  return { domain, typeOf, transition, permissionsOn };
}

/** Each query is made once, because a tool takes a second to answer. */
function once<T>(put: (question: string) => Promise<T>): (question: string) => Promise<T> {
  const answers = new Map<string, Promise<T>>();
  return (question) => {
    const known = answers.get(question) ?? put(question);
    answers.set(question, known);
    return known;
  };
}

/** The third word of "user:role:type:level"; undefined for "<<none>>". */
function contextType(context: string): string | undefined {
  return context.trim().split(":")[2];
}
