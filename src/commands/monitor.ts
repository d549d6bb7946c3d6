import { readConfig } from "../config/read.ts";
import { Exit, type ExitCode } from "../errors.ts";
import type { Host } from "../host/host.ts";
import { openLinks } from "../machine/machine.ts";
import type { Link } from "../netlink/link.ts";
import { openLinkEvents } from "../netlink/link-events.ts";
import type { SlavePlan } from "../plan/plan.ts";
import { reportWarnings } from "../reporting.ts";
import { printable } from "../text/printable.ts";
import { intention } from "./show.ts";
import { survey } from "./survey.ts";

/** The links as they were at one look. */
interface Look {
  readonly links: readonly Link[];
  readonly plans: readonly SlavePlan[];
}

/**
 * `monitor`: a line for each link that is registered, enslaved, set up or down, renamed or gone, with what `rename` would
 * do with it. Changes nothing.
 *
 * @param milliseconds when to end; Infinity for never
 */
export function monitor(host: Host, milliseconds: number): ExitCode {
  const start = host.now();
  const { config, warnings } = readConfig(host, "");
  reportWarnings(host, warnings);
  const events = openLinkEvents(host);
  const { source } = openLinks(host);
  const look = (): Look => ({
    links: source.all(),
    plans: survey(source, config, "groups", []).flatMap(({ plans }) => plans),
  });
  let before: Look = { links: [], plans: [] };
  do {
    const now = look();
    const time = `${((host.now() - start) / 1000).toFixed(3)} s`.padStart(11);
    host.out(
      changes(before, now)
        .map((change) => `${time}  ${printable(change)}\n`)
        .join(""),
    );
    before = now;
  } while (events.wait(start + milliseconds));
  return Exit.done;
}

function changes(before: Look, now: Look): string[] {
  const lines: string[] = [];
  const left = byIndex(before.links);
  for (const link of now.links) {
    const former = left[link.ifindex];
    delete left[link.ifindex];
    const what =
      former === undefined ? ["registered", ...differences(BARE, link, now)] : differences(former, link, now);
    if (what.length === 0) continue;
    const plan = now.plans.find(({ slave }) => slave.link.ifindex === link.ifindex);
    const view = plan === undefined ? "" : `; ${plan.slave.role}, rename would ${intention(plan)}`;
    lines.push(`${link.name} (#${link.ifindex}) ${what.join(", ")}${view}`);
  }
  for (const { name, ifindex } of Object.values(left)) lines.push(`${name} (#${ifindex}) gone`);
  return lines;
}

/** What a link is before anything is known of it. */
const BARE = { name: undefined, master: 0, up: false };

function differences(
  former: { readonly name: string | undefined; readonly master: number; readonly up: boolean },
  link: Link,
  { links }: Look,
): string[] {
  const master = links.find(({ ifindex }) => ifindex === link.master)?.name ?? `#${link.master}`;
  return [
    ...(former.name === undefined || former.name === link.name ? [] : [`renamed from ${former.name}`]),
    ...(former.master === link.master ? [] : [link.master === 0 ? "released" : `enslaved to ${master}`]),
    ...(former.up === link.up ? [] : [link.up ? "up" : "down"]),
  ];
}

function byIndex(links: readonly Link[]): { [ifindex: number]: Link } {
  const result: { [ifindex: number]: Link } = {};
  for (const link of links) result[link.ifindex] = link;
  return result;
}
