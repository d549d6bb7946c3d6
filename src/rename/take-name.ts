// SPDX-License-Identifier: MIT
import { Exit, Failure } from "../errors.ts";
import { failureOf } from "../host/faults.ts";
import { isSystemError, type SystemError } from "../host/host.ts";
import { addAltname, dropAltname, setName } from "../netlink/changes.ts";
import type { Link } from "../netlink/link.ts";
import type { Rtnl } from "../netlink/rtnl.ts";
import { printable } from "../text/printable.ts";

/** What came of a step. "later": it may work when something changes; `failure` is for when nothing does in time. */
export type Outcome =
  | { readonly status: "done" | "gone" }
  | { readonly status: "busy" | "later"; readonly failure: Failure };

/**
 * Renames a link, one attempt. Its own altname in the way is dropped, and put back where the name cannot be had all the
 * same. Throws Failure where no later attempt can do better.
 */
export function takeName(rtnl: Rtnl, link: Link, name: string): Outcome {
  const outcome = attempt(rtnl, link, name);
  if (outcome.status !== "later" || !link.altnames.includes(name)) return outcome;
  dropAltname(rtnl, link.ifindex, name);
  const second = attempt(rtnl, link, name);
  if (second.status === "busy" || second.status === "later") giveAltname(rtnl, link, name);
  return second;
}

/**
 * Gives a link an altname. Where another link has taken that meanwhile, the kernel knows no altnames (before 5.5), or the
 * link is gone, it goes without: an altname is a courtesy. Throws Failure where this is not permitted.
 */
export function giveAltname(rtnl: Rtnl, link: Link, altname: string): void {
  try {
    addAltname(rtnl, link.ifindex, altname);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (["EEXIST", "EOPNOTSUPP", "ENODEV"].includes(error.code)) return;
    if (error.code === "EPERM") throw notPermitted(`${describe(link)} cannot be given the altname ${altname}`, error);
    throw error;
  }
}

/** Takes an altname from a link. If the link has it no more, or is gone, that is as well. Throws Failure if this is not permitted. */
export function takeAltname(rtnl: Rtnl, link: Link, altname: string): void {
  try {
    dropAltname(rtnl, link.ifindex, altname);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    // net/core/dev.c, netdev_name_node_alt_destroy: nobody has it, or another link.
    if (["ENOENT", "EINVAL", "ENODEV"].includes(error.code)) return;
    if (error.code === "EPERM")
      throw notPermitted(`the altname ${altname} of ${describe(link)} cannot be dropped`, error);
    throw error;
  }
}

/** What each error of RTM_SETLINK means for a rename (net/core/rtnetlink.c, do_setlink; net/core/dev.c, dev_change_name). */
function attempt(rtnl: Rtnl, link: Link, name: string): Outcome {
  try {
    setName(rtnl, link.ifindex, name);
    return { status: "done" };
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const what = `${describe(link)} cannot be renamed to ${printable(name)}`;
    const kernel = printable(error.message);
    switch (error.code) {
      case "ENODEV":
        return { status: "gone" };
      case "EBUSY": {
        const why = "it is up, and this kernel renames no link that is up";
        return {
          status: "busy",
          failure: new Failure(Exit.busy, `${what}: ${why} (${kernel}); set it down, or Bounce=yes`),
        };
      }
      case "EEXIST":
        return {
          status: "later",
          failure: new Failure(Exit.noName, `${what}: another link has that name (${kernel})`),
        };
      case "EPERM":
      case "EACCES":
        throw notPermitted(what, error);
      default:
        // Another error may mean that the answer was lost (ENOBUFS), and the link has the name all the same.
        if (nameOf(rtnl, link, name) === name) return { status: "done" };
        throw new Failure(failureOf(error).exitCode, `${what}: ${printable(failureOf(error).message)}`);
    }
  }
}

/** The name that a link has now, after a rename to `wanted` of which nobody knows what came. Throws Failure. */
function nameOf(rtnl: Rtnl, link: Link, wanted: string): string | undefined {
  try {
    return rtnl.link(link.ifindex)?.name;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const { exitCode, message } = failureOf(error);
    throw new Failure(
      exitCode,
      `${describe(link)} may or may not be renamed to ${printable(wanted)}: ${printable(message)}`,
    );
  }
}

function describe(link: Link): string {
  return `${printable(link.name)} (#${link.ifindex})`;
}

function notPermitted(what: string, error: SystemError): Failure {
  return new Failure(Exit.notPermitted, `${what}: not permitted (${error.message}); run it as root`);
}
