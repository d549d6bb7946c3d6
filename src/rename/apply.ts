import { Exit, Failure } from "../errors.ts";
import { type Host, SystemError } from "../host/host.ts";
import type { Link } from "../links/link.ts";
import { printable } from "../links/printable.ts";
import type { Route } from "../netlink/route.ts";
import type { SlavePlan, Step } from "../plan.ts";

/**
 * Carries out the plan for one slave, one attempt for each step, and reads back what came of it.
 *
 * @returns was the name changed? A slave that went away meanwhile is no error: there is nothing left to name.
 * @throws Failure
 */
export function apply(route: Route, { slave: { link }, steps, obstacle }: SlavePlan): boolean {
  for (const step of steps) {
    if (!take(route, link, step)) return false;
  }
  if (obstacle !== undefined) {
    throw new Failure(obstacle.exitCode, `${describe(link)} keeps its name: ${printable(obstacle.reason)}`);
  }
  const name = steps.find((step) => step.action === "set-name")?.name;
  return name !== undefined && readBack(route, link, name);
}

/**
 * Carries out plans one after the other; what fails does not hold up the others.
 *
 * @param done called for each slave whose name was changed
 * @throws the first Failure, after all plans; the others have been reported to `host.err`
 */
export function applyAll(
  host: Host,
  route: Route,
  plans: readonly SlavePlan[],
  done: (plan: SlavePlan) => void = () => {},
): void {
  let first: Failure | undefined;
  for (const plan of plans) {
    try {
      if (apply(route, plan)) done(plan);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (first === undefined) first = error;
      else host.err(`failover-ifname: ${error.message}\n`);
    }
  }
  if (first !== undefined) throw first;
}

/** One step; false where the link is gone. */
function take(route: Route, link: Link, step: Step): boolean {
  try {
    if (step.action === "set-name") route.setName(link.ifindex, step.name);
    else if (step.action === "add-altname") route.addAltname(link.ifindex, step.name);
    else route.dropAltname(link.ifindex, step.name);
    return true;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    if (error.code === "ENODEV") return false;
    throw refusal(link, step, error);
  }
}

function readBack(route: Route, link: Link, name: string): boolean {
  const now = route.link(link.ifindex);
  if (now === undefined) return false;
  if (now.name === name) return true;
  throw new Failure(Exit.fault, `${describe(link)} was renamed to ${name}, but is called ${printable(now.name)} now`);
}

const ATTEMPT: { readonly [action in Step["action"]]: string } = {
  "set-name": "cannot be renamed to",
  "add-altname": "cannot be given the altname",
  "drop-altname": "cannot lose its own altname",
};

function refusal(link: Link, step: Step, error: SystemError): Failure {
  const what = `${describe(link)} ${ATTEMPT[step.action]} ${printable(step.name)}`;
  const kernel = printable(error.message);
  switch (error.code) {
    case "EPERM":
    case "EACCES":
      return new Failure(Exit.notPermitted, `${what}: not permitted (${kernel}); run it as root`);
    case "EBUSY":
      return new Failure(Exit.busy, `${what}: it is up, and this kernel renames no link that is up (${kernel})`);
    case "EEXIST":
      return new Failure(Exit.noName, `${what}: another link took that name meanwhile (${kernel})`);
    default:
      return new Failure(Exit.fault, `${what}: the kernel refused (${kernel})`);
  }
}

function describe(link: Link): string {
  return `${printable(link.name)} (#${link.ifindex})`;
}
