// SPDX-License-Identifier: MIT
/** One time line: the kernel, udevd, the program, and the name of the primary. */
import type { Run, Span } from "./recording.ts";
import { headedText, line, type Point, rectangle, text, widthOf } from "./shapes.ts";
import { sizes } from "./style.ts";

/** Maps a time to a position in the picture. */
export interface Scale {
  /** The end of the axis in milliseconds. */
  last: number;
  x(time: number): number;
}

/** The position of the time 0. */
export const LANES_LEFT = 122;

const HEADING = 16;
const LANE = 34;
const BAR = 13;
const NAME_BAR = 18;

export const RUN_HEIGHT = HEADING + 3 * LANE + NAME_BAR + 24;

/** Draws a run. The point is its upper left corner. */
export function drawRun(run: Run, kind: "stock" | "ours", { x, y }: Point, scale: Scale): string[] {
  // The bottom of each lane's bar.
  const [kernel = 0, udevd = 0, program = 0] = [1, 2, 3].map((lane) => y + HEADING + lane * LANE);
  const names = program + 10;
  const label = (content: string, lane: number) => text("", { x, y: y + HEADING + lane * LANE - 3 }, content);
  return [
    drawHeading(run, kind, { x, y: y + sizes.heading }),
    ...["kernel", "udevd", "failover-ifname"].map((content, lane) => label(content, lane + 1)),
    text("", { x, y: names + 13 }, "primary's name"),
    // This is drawn first, so that bars and labels cover it.
    ...run.renames.map(({ move }) =>
      line("mark", { x: scale.x(move), y: kernel - BAR }, { x: scale.x(move), y: names }),
    ),
    ...drawKernel(run, kernel, scale),
    ...drawUdevd(run, udevd, scale),
    ...drawPrograms(run, program, scale),
    ...run.renames.map(({ by, span }) => bar("rename", by === "udevd" ? udevd : program, span, scale)),
    ...drawNames(run, kind, names, scale),
  ];
}

function drawHeading({ trio }: Run, kind: "stock" | "ours", point: Point): string {
  const [heading, after] = kind === "stock" ? ["Stock udev", "own slot"] : ["With failover-ifname", "master"];
  return headedText(point, heading, `it is called after its ${after}: ${trio.primary}`);
}

function drawKernel({ opens, renames }: Run, bottom: number, scale: Scale): string[] {
  const { x } = scale;
  const above = bottom - BAR - 4;
  return [
    bar("kernel", bottom, opens, scale),
    text("", { x: x(0), y: above }, "add uevent, enslaved"),
    text("on-bar", { x: x(opens.from) + 6, y: bottom - 3 }, "opens it, and holds rtnl: nobody can rename it yet"),
    text("", { x: x(opens.to) + 5, y: bottom - 3 }, "it is up"),
    ...renames.map(({ move }) => text("", { x: x(move), y: above }, "move uevent", "middle")),
  ];
}

function drawUdevd({ udevd, renames }: Run, bottom: number, scale: Scale): string[] {
  return udevd.flatMap(({ action, span }) => {
    const isRenaming = renames.some(({ by, move }) => by === "udevd" && move > span.from && move < span.to);
    const label = isRenaming ? `${action}: rules, rename` : `${action}: rules`;
    return [bar("udevd", bottom, span, scale), labelAbove(label, bottom, span, scale)];
  });
}

function drawPrograms({ programs }: Run, bottom: number, scale: Scale): string[] {
  if (programs.length === 0) return [text("muted", { x: scale.x(0), y: bottom - 3 }, "not installed")];
  return programs.flatMap(({ command, span }) => {
    return [bar("program", bottom, span, scale), labelAbove(command, bottom, span, scale)];
  });
}

/** The names of the primary, each with its start and its end. */
function drawNames({ kernelName, renames }: Run, kind: "stock" | "ours", y: number, { last, x }: Scale): string[] {
  const names = [{ name: kernelName, from: 0 }, ...renames.map(({ to, move }) => ({ name: to, from: move }))];
  return names.flatMap(({ name, from }, index) => {
    const width = x(names[index + 1]?.from ?? last) - x(from);
    const label = index === 0 ? name : `${name} after ${from.toFixed(1)} ms`;
    return [
      rectangle(index === 0 ? "before" : kind, { x: x(from), y, width, height: NAME_BAR }),
      text(index === 0 ? "on-before" : "on-bar", { x: x(from) + 6, y: y + 13 }, label),
    ];
  });
}

function bar(className: string, bottom: number, { from, to }: Span, { x }: Scale): string {
  return rectangle(className, { x: x(from), y: bottom - BAR, width: x(to) - x(from), height: BAR });
}

/** A label above the middle of a bar, moved so that it stays in the picture. */
function labelAbove(label: string, bottom: number, { from, to }: Span, { last, x }: Scale): string {
  const middle = Math.min(x((from + to) / 2), x(last) - widthOf(label, sizes.label) / 2);
  return text("", { x: middle, y: bottom - BAR - 4 }, label, "middle");
}
