// SPDX-License-Identifier: MIT
import { readNames } from "../../host/files.ts";
import { type Finding, ok, type Subject, typedPath } from "../check.ts";
import { readText } from "../precedence.ts";
import { isBehindNoSlave } from "../rule-reach.ts";
import { macNames } from "./netplan-yaml.ts";
import type { ManagedSlave } from "./slave.ts";
import { isThere, whereActive } from "./units.ts";
import { listed, mastersOf, reload, steps } from "./words.ts";

const WHY_NAME =
  "A slave has the MAC of its master: netplan's udev rule comes after that of failover-ifname, and gives both the same name.";

const NETPLAN = "/usr/sbin/netplan";

/**
 * netplan: the names that it gives to a MAC. For each, it writes the rule /run/udev/rules.d/99-netplan-ID.rules
 * (src/networkd.c, write_rules_file), for every renderer. What it writes for the renderer is checked as the renderer's.
 */
export function netplan(subject: Subject, slaves: readonly ManagedSlave[]): Finding[] {
  const paths = filesIn(subject, ["/etc/netplan", "/run/netplan", "/usr/lib/netplan", "/lib/netplan"], ".yaml");
  const [first] = paths;
  if (first === undefined || !(subject.isCaptured || isThere(subject.machine.files, NETPLAN))) return [];
  const findings = nameFindings(subject, slaves, paths, []);
  return findings.length > 0 ? findings : [ok("netplan gives no slave a name", subject.machine.files.path(first))];
}

/**
 * cloud-init: it knows failover slaves itself (cloudinit/net/__init__.py, is_netfailover), but passes a configuration of
 * version 2 to netplan as it is.
 */
export function cloudInit(subject: Subject, slaves: readonly ManagedSlave[]): Finding[] {
  const { files } = subject.machine;
  const units = ["cloud-init-local.service", "cloud-init-main.service"];
  const active = whereActive(files, {
    units,
    scripts: ["cloud-init-local"],
    state: ["/run/cloud-init/instance-data.json"],
  });
  if (active === undefined) return [];
  const seeds = "/var/lib/cloud/seed";
  const seeded = (readNames(files, seeds) ?? []).map((name) => `${seeds}/${name}/network-config`);
  const paths = [...filesIn(subject, ["/etc/cloud/cloud.cfg.d"], ".cfg"), ...seeded];
  const findings = isThere(files, NETPLAN) ? nameFindings(subject, slaves, paths, RENDERED) : [];
  if (findings.length > 0) return findings;
  return [ok("cloud-init configures masters only, by the program that it writes files for", files.path(active))];
}

/** By default, it writes the file for a new instance, and not at each boot (cloudinit/stages.py, apply_network_config). */
const RENDERED = ["do the same in /etc/netplan/50-cloud-init.yaml, which cloud-init has written of it"];

function filesIn({ machine: { files } }: Subject, directories: readonly string[], end: string): string[] {
  return directories.flatMap((directory) =>
    (readNames(files, directory) ?? []).filter((name) => name.endsWith(end)).map((name) => `${directory}/${name}`),
  );
}

function nameFindings(
  subject: Subject,
  slaves: readonly ManagedSlave[],
  paths: readonly string[],
  rendered: readonly string[],
): Finding[] {
  const { files } = subject.machine;
  return paths.flatMap((path) =>
    macNames(readText(files, path)).flatMap(({ name, mac, drivers, line }): Finding[] => {
      // cloud-init writes the driver on Azure (cloudinit/sources/DataSourceAzure.py), and netplan writes DRIVERS== of it.
      if (drivers.length === 1 && drivers.every(isBehindNoSlave)) return [];
      // netplan writes a list with tabs in one DRIVERS==, which no driver is called (0.106 to 1.1).
      if (drivers.length > 1) return [];
      const its = slaves.filter((slave) => slave.mac === "" || slave.mac === mac.toLowerCase());
      if (its.length === 0) return [];
      const where = `${files.path(path)}:${line}`;
      if (mac !== mac.toLowerCase()) return [inCapitals(name, mac, where)];
      const masters = listed(mastersOf(its));
      const whom = subject.isImage ? "perhaps those of a master and its slaves" : `${masters} and its slaves`;
      return [
        {
          severity: subject.isImage ? "note" : "error",
          found: `set-name: ${name} is for all links with the MAC ${mac}: ${whom}`,
          where,
          why: WHY_NAME,
          fix: steps(
            `remove set-name: in line ${line} of ${typedPath(subject, path)}, and match by name: or driver: instead of macaddress:`,
            ...rendered.flatMap((line) => reload(subject, line)),
            ...reload(subject, "netplan generate"),
          ),
        },
      ];
    }),
  );
}

/** netplan writes the MAC into its rule as it is (0.106 to 1.1). The kernel has it in lower case, and udevd compares letters. */
function inCapitals(name: string, mac: string, where: string): Finding {
  return {
    severity: "note",
    found: `set-name: ${name} is for the MAC ${mac}, which is in capitals: netplan's udev rule matches no link`,
    where,
    why: "In lower case, the master and its slaves match the rule, and it gives them one name. Leave it in capitals.",
  };
}
