// SPDX-License-Identifier: MIT
import { exists, readSymlinkTarget } from "../host/files.ts";
import { type Check, type Finding, ok, type Subject, typedPath } from "./check.ts";
import { contentOf, type PlacedFile, placedFiles } from "./precedence.ts";
import { parseRules } from "./rule-lines.ts";
import { unreadable } from "./unreadable.ts";

export const RULE = "79-failover-ifname.rules";

/** The udev rule: is it there and in force, and between the rules that it needs and those that need it? */
export const rule: Check = {
  name: "rule",
  title: "udev rule",
  run: (subject) => {
    const rules = placedFiles(subject.machine.files, "udev/rules.d", ".rules").filter(isOurs);
    const broken = unreadable(subject.machine.files, rules);
    const used = rules.filter(({ isMasked, error }) => !isMasked && error === undefined);
    // The right one, if there are others beside it.
    const file = used.find(isInOrder) ?? used[0];
    if (file === undefined) {
      const [mask] = rules;
      return broken.length > 0 ? broken : [mask === undefined ? missing(subject) : masked(subject, mask)];
    }
    return [
      ...broken,
      ...copyFindings(subject, file),
      ...contentFindings(subject, file),
      ...used.filter((one) => !isInOrder(one)).map((one) => misplaced(subject, one, file)),
      inForce(subject, file),
    ];
  },
};

/** The programs that the rules in force run, such as "/usr/lib/udev/failover-ifname". */
export function programsOfRule({ machine: { files } }: Subject): string[] {
  const programs: { [path: string]: true } = {};
  for (const { text, isMasked } of placedFiles(files, "udev/rules.d", ".rules").filter(isOurs)) {
    if (isMasked) continue;
    for (const [program] of callsOf(text)) {
      // udevd searches a program without a slash in its own directory (src/udev/udev-rules.c; udev(7), PROGRAM).
      programs[program.includes("/") ? program : `/usr/lib/udev/${program}`] = true;
    }
  }
  return Object.keys(programs);
}

/** Is it the rule of this program, whatever its name? */
export function isOurs({ name, text }: PlacedFile): boolean {
  return name === RULE || callsOf(text).some(([, call]) => call === "name");
}

/** The program and the command of each call: ["failover-ifname", "name"]. */
function callsOf(text: string): (readonly [program: string, command: string])[] {
  return parseRules(text)
    .flatMap(({ terms }) => terms)
    .filter(({ key }) => key === "PROGRAM" || key === "RUN")
    .flatMap(({ value }) => {
      const [, program, call] = /^(\S*failover-ifname) (name|rename) --udev$/.exec(value) ?? [];
      return program === undefined || call === undefined ? [] : [[program, call] as const];
    });
}

const WHY_RULE = "Without the rule, the slaves keep the names that the kernel or another rule gives them.";

function missing({ machine: { files }, isCaptured, isImage, observation }: Subject): Finding {
  if (isCaptured && files.readDirectory("/usr/lib/udev/rules.d") === undefined) {
    return ok("the captured root has no udev rules", files.path("/usr/lib/udev/rules.d"));
  }
  const found = `there is no rule ${RULE}, and no other rule that runs this program`;
  const where = files.path("/usr/lib/udev/rules.d");
  if (!isImage && observation().groups.length === 0) {
    const why =
      "There is no failover master now. If there is one later, its slaves keep the names of the kernel or of another rule.";
    return { severity: "note", found, where, why };
  }
  return { severity: "error", found, where, why: WHY_RULE, fix: "install the package failover-ifname" };
}

function masked(subject: Subject, { name, path, hidden }: PlacedFile): Finding {
  const { files } = subject.machine;
  const target = readSymlinkTarget(files, path);
  const how = target === undefined ? "an empty file" : `a symlink to ${target}`;
  const fix =
    hidden.length > 0
      ? `rm ${typedPath(subject, path, false)}${reload(subject)}`
      : `rm ${typedPath(subject, path, false)}\nthen install the package failover-ifname`;
  return { severity: "error", found: `${name} is masked by ${how}`, where: files.path(path), why: WHY_RULE, fix };
}

function copyFindings(subject: Subject, { path, text, hidden: [hidden] }: PlacedFile): Finding[] {
  if (hidden === undefined) return [];
  const { files } = subject.machine;
  const isSame = contentOf(files, hidden).text === text;
  const why = "An update of the package does not change the copy, and udevd then uses the rule of an old version.";
  const found = `it hides ${files.path(hidden)}, ${isSame ? "which is the same" : "and the two differ"}`;
  const fix = `rm ${typedPath(subject, path, false)}${reload(subject)}`;
  return [{ severity: isSame ? "note" : "warning", found, where: files.path(path), why, fix }];
}

function contentFindings({ machine: { files } }: Subject, { path, text }: PlacedFile): Finding[] {
  const calls = callsOf(text).map(([, call]) => call);
  const absent = ["name", "rename"].filter((call) => !calls.includes(call));
  if (absent.length === 0) return [];
  const found = `it does not run ${absent.map((call) => `failover-ifname ${call} --udev`).join(" and ")}`;
  const why = "udevd only asks for a name at add. What udevd cannot rename is left to RUN.";
  return [{ severity: "error", found, where: files.path(path), why, fix: "install the package failover-ifname again" }];
}

/** The rules that set ID_NET_NAME_* and those that set NAME if it is empty (systemd, rules.d/). */
const BEFORE = "75-net-description.rules";
const AFTER = "80-net-setup-link.rules";

function isInOrder({ name }: PlacedFile): boolean {
  return name > BEFORE && name < AFTER;
}

/** @param first the rule that is in order, if there is one */
function misplaced(subject: Subject, { name, path }: PlacedFile, first: PlacedFile): Finding {
  const { files } = subject.machine;
  const found = `${name} is not between ${BEFORE} and ${AFTER}`;
  const why = "udevd reads rules in the order of their names, and the first rule that sets NAME usually wins.";
  // If a file is there, it is a mask, or it cannot be read.
  const right = `${path.slice(0, path.lastIndexOf("/"))}/${RULE}`;
  const typed = typedPath(subject, path);
  const place = typedPath(subject, right);
  const free = exists(files, right) ? `rm ${place}\n` : "";
  const fix = `${isInOrder(first) ? `rm ${typed}` : `${free}mv -n ${typed} ${place}`}${reload(subject)}`;
  return { severity: "error", found, where: files.path(path), why, fix };
}

function inForce({ machine: { files } }: Subject, { name, path }: PlacedFile): Finding {
  return ok(`${name} is in force`, files.path(path));
}

function reload(subject: Subject): string {
  return subject.isLive ? "\nudevadm control --reload\nfailover-ifname rename" : "";
}
