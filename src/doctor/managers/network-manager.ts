// SPDX-License-Identifier: MIT

import { readNames } from "../../host/files.ts";
import { shellWord } from "../../text/shell.ts";
import { type Finding, ok, type Subject, typedPath, written } from "../check.ts";
import { ownFile, readText } from "../precedence.ts";
import { parseSections } from "../sections.ts";
import { type DeviceSetting, deviceSettings } from "./network-manager-conf.ts";
import { clearingLine, MARK, type RulePlace } from "./network-manager-mark.ts";
import { type ManagedSlave, slaveNamed } from "./slave.ts";
import { isThere, whereActive } from "./units.ts";
import { namesOf, reload, steps, WHY_ALONE } from "./words.ts";

/** NetworkManager: the mark NM_UNMANAGED, and the sections [device] that override it. */
export function networkManager(subject: Subject, slaves: readonly ManagedSlave[]): Finding[] {
  const { files } = subject.machine;
  const active = whereActive(files, {
    units: ["NetworkManager.service"],
    state: ["/run/NetworkManager/devices"],
    keepsState: true,
  });
  if (active === undefined) return [];
  const settings = deviceSettings(files);
  const findings = slaves.flatMap((slave) => {
    const setting = settings.managed(slave);
    if (settings.isUnmanaged(slave) || setting?.value === false) return [];
    if (setting !== undefined) return [overridden(subject, slave, setting)];
    const isMarked = slave.property(MARK) === "1";
    if (isMarked && !subject.isImage) return [];
    // The example slave of an image has the mark that our rule sets, whatever later rules do.
    const clearing = subject.isImage && !isMarked ? undefined : clearingLine(files, slave);
    if (clearing !== undefined) return [cleared(subject, slave, clearing)];
    return isMarked ? [] : [unmarked(subject, slave)];
  });
  // The examples of an image would all have the same finding.
  const first = subject.isImage ? findings.slice(0, 1) : findings;
  const all = [...first, ...profiles(subject, slaves)];
  return all.length > 0 ? all : [ok("NetworkManager leaves slaves alone: it does not manage them", files.path(active))];
}

function overridden(subject: Subject, slave: ManagedSlave, { path, line }: DeviceSetting): Finding {
  const own = ownFile(subject, path);
  return {
    ...taken(subject, slave, "this line overrides the mark NM_UNMANAGED"),
    where: `${subject.machine.files.path(path)}:${line}`,
    fix: steps(
      ...own.copy,
      `remove line ${line} of ${own.path}, or narrow match-device= of its section`,
      ...reload(subject, "nmcli general reload conf"),
      ...release(slave),
    ),
  };
}

/** netplan 0.106 to 1.1 writes such a rule, 90-netplan.rules, for the renderer NetworkManager and a MAC. */
function cleared(subject: Subject, slave: ManagedSlave, { path, line }: RulePlace): Finding {
  const { standby, primary } = subject.machine.config().suffix;
  return {
    ...taken(subject, slave, "this udev rule removes the mark NM_UNMANAGED"),
    where: `${subject.machine.files.path(path)}:${line}`,
    fix: steps(
      ...written(
        typedPath(subject, "/etc/NetworkManager/conf.d/90-failover-slaves.conf"),
        "[keyfile]",
        `unmanaged-devices+=interface-name:*${standby};interface-name:*${primary}`,
      ),
      ...reload(subject, "nmcli general reload conf"),
      ...release(slave),
    ),
  };
}

function unmarked(subject: Subject, slave: ManagedSlave): Finding {
  const { machine, isImage } = subject;
  const trigger = `udevadm trigger --settle --action=change ${shellWord(`/sys/class/net/${slave.name}`)}`;
  return {
    ...taken(subject, slave, `udev's database does not have the mark ${MARK}`),
    where:
      slave.ifindex === undefined ? machine.files.path("/usr/lib/udev/rules.d") : machine.udev.source(slave.ifindex),
    fix: isImage ? "install failover-ifname: its udev rule sets the mark" : steps(trigger, ...release(slave)),
  };
}

function taken(subject: Subject, slave: ManagedSlave, because: string): Pick<Finding, "severity" | "found" | "why"> {
  const isManaged = stateOf(subject, slave) === true;
  const does = isManaged ? "manages" : "takes";
  return {
    severity: isManaged ? "error" : "warning",
    found: `NetworkManager ${does} ${namesOf([slave])}: ${because}`,
    why: WHY_ALONE,
  };
}

function release({ name, ifindex }: ManagedSlave): string[] {
  return ifindex === undefined
    ? []
    : [`nmcli device set ${shellWord(name)} managed no`, `ip link set dev ${shellWord(name)} up`];
}

/** Does it manage the slave now? It writes that down (src/core/nm-config.c, nm_config_device_state_write). */
function stateOf({ machine: { files } }: Subject, { ifindex }: ManagedSlave): boolean | undefined {
  if (ifindex === undefined) return undefined;
  const settings = parseSections(readText(files, `/run/NetworkManager/devices/${ifindex}`));
  const managed = settings.find(({ section, key }) => section === "device" && key === "managed")?.value;
  return managed === undefined ? undefined : managed === "true";
}

const PROFILES = ["/etc", "/run", "/usr/lib"].map((path) => `${path}/NetworkManager/system-connections`);

/** A profile for a slave: it does nothing by itself, but `nmcli connection up` does. */
function profiles(subject: Subject, slaves: readonly ManagedSlave[]): Finding[] {
  const { files } = subject.machine;
  return PROFILES.flatMap((directory) => (readNames(files, directory) ?? []).map((name) => `${directory}/${name}`))
    .filter((path) => isThere(files, path))
    .flatMap((path) => {
      const settings = parseSections(readText(files, path)).filter(({ section }) => section === "connection");
      const name = settings.find(({ key }) => key === "interface-name");
      const slave = name === undefined ? undefined : slaveNamed(subject, slaves, name.value);
      if (name === undefined || slave === undefined) return [];
      const uuid = settings.find(({ key }) => key === "uuid")?.value;
      return [
        {
          severity: "note",
          found: `a profile of NetworkManager is for the slave ${slave.name}`,
          where: `${files.path(path)}:${name.line}`,
          why: "If somebody activates it, the slave gets an address of its own.",
          fix: profileFix(subject, path, name.line, slave, uuid),
        } as const,
      ];
    });
}

function profileFix(
  subject: Subject,
  path: string,
  line: number,
  slave: ManagedSlave,
  uuid: string | undefined,
): string {
  // NetworkManager has made it itself, because it managed the slave.
  const isOwn = path.startsWith("/run/") && !path.includes("/netplan-");
  if (isOwn && uuid !== undefined) return `nmcli connection delete uuid ${shellWord(uuid)}`;
  if (path.startsWith("/run/")) {
    return steps(
      `write ${slave.master} instead of ${slave.name} in the file of /etc/netplan that has it`,
      ...reload(subject, "netplan generate"),
    );
  }
  return `write interface-name=${slave.master} in line ${line} of ${typedPath(subject, path)}`;
}
