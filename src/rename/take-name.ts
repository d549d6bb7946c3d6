// SPDX-License-Identifier: MIT
import { Exit, Failure } from "../errors.ts";
import { failureOf } from "../host/faults.ts";
import { isSystemError, type SystemError } from "../host/host.ts";
import { addAltname, dropAltname, setName } from "../netlink/changes.ts";
import type { Link } from "../netlink/link.ts";
import type { Rtnl } from "../netlink/rtnl.ts";
import { printable } from "../text/printable.ts";

/**
 * The result of a step. "later": a later attempt may work, after a change. `failure` is reported if the run ends before
 * that.
 */
export type Outcome =
  | { readonly status: "done" | "gone" }
  | { readonly status: "busy" | "later"; readonly failure: Failure };

/**
 * Tries once to rename a link. If the link has the new name as an altname, it drops the altname first, and gives it back if
 * the rename fails. Throws Failure if a later attempt cannot work either.
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
 * Gives a link an altname. Does nothing if another link has the name by now, if the kernel has no altnames (before 5.5), or
 * if the link is gone: altnames are optional. Throws Failure if it is not permitted.
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

/**
 * Drops an altname of a link. Does nothing if the link does not have it, or is gone. Throws Failure if it is not permitted.
 */
export function removeAltname(rtnl: Rtnl, link: Link, altname: string): void {
  try {
    dropAltname(rtnl, link.ifindex, altname);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    // net/core/dev.c, netdev_name_node_alt_destroy: no link has this altname, or another link has it.
    if (["ENOENT", "EINVAL", "ENODEV"].includes(error.code)) return;
    if (error.code === "EPERM")
      throw notPermitted(`the altname ${altname} of ${describe(link)} cannot be dropped`, error);
    throw error;
  }
}

/**
 * Renames a link with RTM_SETLINK, and gives each error its meaning (net/core/rtnetlink.c, do_setlink; net/core/dev.c,
 * dev_change_name).
 */
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
        // With another error, the rename may have worked: ENOBUFS means that the answer was lost.
        if (nameOf(rtnl, link, name) === name) return { status: "done" };
        throw new Failure(failureOf(error).exitCode, `${what}: ${printable(failureOf(error).message)}`);
    }
  }
}

/**
 * The present name of a link, after a rename to `wanted` with an unknown result; undefined if the link is gone. Throws
 * Failure.
 */
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
