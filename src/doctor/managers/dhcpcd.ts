// SPDX-License-Identifier: MIT
import { matchesGlob } from "../../text/glob.ts";
import { type Finding, ok, type Subject, typedPath, written } from "../check.ts";
import { readText } from "../precedence.ts";
import type { ManagedSlave } from "./slave.ts";
import { isThere, whereActive } from "./units.ts";
import { namesOf, reload, steps, WHY_ALONE } from "./words.ts";

const CONFIGURATION = "/etc/dhcpcd.conf";

/** dhcpcd, if it runs for all links (dhcpcd(8)): the lines allowinterfaces and denyinterfaces. */
export function dhcpcd(subject: Subject, slaves: readonly ManagedSlave[]): Finding[] {
  const { files } = subject.machine;
  // With the name of a link, as ifupdown runs it, the file has the name of the link.
  const active = whereActive(files, { units: ["dhcpcd.service"], scripts: ["dhcpcd"], state: ["/run/dhcpcd/pid"] });
  if (active === undefined) return [];
  if (subject.isCaptured && !isThere(files, CONFIGURATION))
    return [ok("the captured root has no dhcpcd.conf(5)", files.path(active))];
  const isAllowed = parse(readText(files, CONFIGURATION));
  const taken = slaves.filter(({ name }) => isAllowed(name));
  const where = files.path(CONFIGURATION);
  if (taken.length === 0) return [ok("dhcpcd leaves slaves alone: its configuration denies them", where)];
  const hasLease = taken.some(({ name }) => isThere(files, `/var/lib/dhcpcd/${name}.lease`));
  const { standby, primary } = subject.machine.config().suffix;
  // A slave that does not have its name yet is not denied by its ending.
  const others = taken.map(({ name }) => name).filter((name) => !name.endsWith(standby) && !name.endsWith(primary));
  return [
    {
      severity: hasLease ? "error" : "warning",
      found: `dhcpcd ${hasLease ? "has configured" : "configures"} ${namesOf(taken)}`,
      where,
      why: WHY_ALONE,
      fix: steps(
        ...written(
          `${typedPath(subject, CONFIGURATION)}, before any line "interface"`,
          `denyinterfaces ${[`*${standby}`, `*${primary}`, ...others].join(" ")}`,
        ),
        ...reload(subject, "systemctl restart dhcpcd"),
      ),
    },
  ];
}

/** What if_discover() does with the two lists (dhcpcd, src/if.c): a link that is denied is never allowed. */
function parse(text: string): (name: string) => boolean {
  const lists: { readonly [key: string]: string[] } = { allowinterfaces: [], denyinterfaces: [] };
  for (const line of text.split("\n")) {
    const [keyword = "", ...words] = line
      .replace(/#.*/, "")
      .trim()
      .split(/[\s,]+/);
    // What follows is for one link, SSID or profile (dhcpcd.conf(5)).
    if (["interface", "ssid", "profile"].includes(keyword)) break;
    lists[keyword]?.push(...words);
  }
  const { allowinterfaces: allowed = [], denyinterfaces: denied = [] } = lists;
  return (name) =>
    !denied.some((pattern) => matchesGlob(name, pattern)) &&
    (allowed.length === 0 || allowed.some((pattern) => matchesGlob(name, pattern)));
}
