// SPDX-License-Identifier: MIT
import { type Finding, ok, type Subject, typedPath, written } from "../check.ts";
import { readText } from "../precedence.ts";
import { parseSections } from "../sections.ts";
import type { ManagedSlave } from "./slave.ts";
import { whereActive } from "./units.ts";
import { namesOf, reload, steps } from "./words.ts";

const CONFIGURATION = "/etc/connman/main.conf";
const KEY = "NetworkInterfaceBlacklist";

/** What connman uses without the key (src/main.c, default_blacklist). The key replaces it. */
const DEFAULT = ["vmnet", "vboxnet", "virbr", "ifb", "ve-", "vb-", "ham", "veth"];

/** Measured with 1.41 and 1.44 (docs/managers.md). */
const WHY_ONE_SERVICE =
  "connman gives one address to all links with the same MAC: if a slave has it, the master has none.";

/** connman: it takes each link whose name has no beginning that is listed (src/device.c, __connman_device_isfiltered). */
export function connman(subject: Subject, slaves: readonly ManagedSlave[]): Finding[] {
  const { files } = subject.machine;
  const active = whereActive(files, {
    units: ["connman.service"],
    scripts: ["connman"],
    state: ["/run/connman"],
    keepsState: true,
  });
  if (active === undefined) return [];
  const setting = parseSections(readText(files, CONFIGURATION))
    .filter(({ section, key }) => section === "General" && key === KEY)
    .at(-1);
  const list = setting === undefined ? DEFAULT : setting.value.split(",").map((word) => word.trim());
  const starts = list.filter((word) => word !== "");
  const taken = slaves.filter(({ name }) => !starts.some((start) => name.startsWith(start)));
  const where = `${files.path(CONFIGURATION)}${setting === undefined ? "" : `:${setting.line}`}`;
  if (taken.length === 0) return [ok(`connman leaves slaves alone: ${KEY} has them`, where)];
  const value = [...starts, ...taken.map(({ name }) => name)].join(",");
  return [
    {
      severity: "warning",
      found: `connman configures ${namesOf(taken)}`,
      where,
      why: WHY_ONE_SERVICE,
      fix: steps(
        ...written(`${typedPath(subject, CONFIGURATION)}, in the section [General]`, `${KEY}=${value}`),
        ...reload(subject, "systemctl restart connman"),
      ),
    },
  ];
}
