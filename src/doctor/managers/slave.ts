// SPDX-License-Identifier: MIT

import type { Slave } from "../../failover/group.ts";
import { ROLE_MARK } from "../../failover/marks.ts";
import { detailsOf } from "../../machine/details.ts";
import type { Machine } from "../../machine/machine.ts";
import type { Subject } from "../check.ts";
import { programsOfRule } from "../rule.ts";

/** A slave as managers see it: they match such facts. */
export interface ManagedSlave {
  readonly name: string;
  readonly altnames: readonly string[];
  readonly master: string;
  /** The kind of its master; undefined for an example. */
  readonly kind: string | undefined;
  /** Undefined for a slave of an image, which is an example. */
  readonly ifindex: number | undefined;
  /** In lower case; empty if it is not known. */
  readonly mac: string;
  /** Empty if it is not known. */
  readonly driver: string;
  /** A property in udev's database. */
  property(key: string): string | undefined;
}

/** Is the rule for slaves of this master (Masters=)? An administrator can leave them to others. */
export function isOurs({ machine }: Subject, { kind }: ManagedSlave): boolean {
  return kind === undefined || machine.config().masters.includes(kind);
}

/** The slaves of a machine. For an image, slaves as it may have them. They have the marks of the rule if the rule is there. */
export function slavesOf(subject: Subject): ManagedSlave[] {
  const { machine, isImage } = subject;
  if (isImage) return examples(machine, programsOfRule(subject).length > 0);
  return subject.observation().groups.flatMap(({ slaves }) => slaves.map((slave) => real(machine, slave)));
}

function real(machine: Machine, { link, master }: Slave): ManagedSlave {
  const { address = "", driver = "" } = detailsOf(machine, link);
  return {
    name: link.name,
    altnames: link.altnames,
    master: master.link.name,
    kind: master.kind.name,
    ifindex: link.ifindex,
    mac: address.toLowerCase(),
    driver,
    property: machine.udev.entry(link.ifindex).property,
  };
}

/**
 * The slave with this name, which a configuration has; undefined if there is none. In an image, each name that ends as those
 * of slaves do may be one.
 */
export function slaveNamed(
  { machine, isImage }: Subject,
  slaves: readonly ManagedSlave[],
  name: string,
): ManagedSlave | undefined {
  const found = slaves.find((slave) => slave.name === name);
  if (found !== undefined || !isImage) return found;
  const { standby, primary } = machine.config().suffix;
  const end = [standby, primary].find((suffix) => name.endsWith(suffix));
  return end === undefined ? undefined : example(name, name.slice(0, name.length - end.length), {});
}

/** Names of masters: by the kernel, by slot and by path. */
const MASTERS = ["eth0", "ens3", "enp1s0"];

function examples(machine: Machine, isMarked: boolean): ManagedSlave[] {
  const { suffix } = machine.config();
  return MASTERS.flatMap((master) =>
    (["standby", "primary"] as const).map((role) => {
      const marks = { [ROLE_MARK]: role, NM_UNMANAGED: "1", ID_NET_MANAGED_BY: "unmanaged" };
      return example(`${master}${suffix[role]}`, master, isMarked ? marks : {});
    }),
  );
}

function example(name: string, master: string, marks: { readonly [key: string]: string }): ManagedSlave {
  return {
    name,
    altnames: [],
    master,
    kind: undefined,
    ifindex: undefined,
    mac: "",
    driver: "",
    property: (key) => marks[key],
  };
}
