// SPDX-License-Identifier: MIT
/** Draws a recording: two time lines, one below the other. The same recording always gives the same bytes. */
import { drawRun, LANES_LEFT, RUN_HEIGHT, type Scale } from "./lanes.ts";
import type { Recording, Run } from "./recording.ts";
import { escaped, line, type Point, rectangle, text } from "./shapes.ts";
import { style } from "./style.ts";

const WIDTH = 800;
const HEIGHT = 442;
const MARGIN = 16;
const FIRST_RUN = 40;
const SECOND_RUN = FIRST_RUN + RUN_HEIGHT + 10;
const AXIS = SECOND_RUN + RUN_HEIGHT;

/** @returns the text of an SVG file */
export function draw({ kernel, udev, stock, withRule }: Recording): string {
  const scale = scaleOf([stock, withRule]);
  const { master } = withRule.trio;
  const title = `The primary of the failover master ${master} is plugged in`;
  const parts = [
    rectangle("ground border", { x: 0.5, y: 0.5, width: WIDTH - 1, height: HEIGHT - 1 }, 6),
    text("title", { x: MARGIN, y: 26 }, title),
    ...drawAxis(scale),
    ...drawRun(stock, "stock", { x: MARGIN, y: FIRST_RUN }, scale),
    ...drawRun(withRule, "ours", { x: MARGIN, y: SECOND_RUN }, scale),
    ...drawFooter(kernel, udev),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<desc>${escaped(`${sentence("Stock udev", stock)} ${sentence("With failover-ifname", withRule)}`)}</desc>`,
    `<style>\n${style}\n</style>`,
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}

function scaleOf(runs: Run[]): Scale {
  const ends = runs.flatMap(({ udevd, programs }) => [...udevd, ...programs].map(({ span }) => span.to));
  const last = Math.ceil(Math.max(...ends) / 10) * 10;
  return { last, x: (time) => LANES_LEFT + (time / last) * (WIDTH - MARGIN - LANES_LEFT) };
}

function drawAxis({ last, x }: Scale): string[] {
  const times = Array.from({ length: last / 10 + 1 }, (_, index) => index * 10);
  return times.flatMap((time) => [
    line("grid", { x: x(time), y: FIRST_RUN + 22 }, { x: x(time), y: AXIS }),
    text(
      "muted",
      { x: x(time), y: AXIS + 14 },
      time === last ? `${time} ms` : `${time}`,
      time === last ? "end" : "middle",
    ),
  ]);
}

function drawFooter(kernel: string, udev: string): string[] {
  const first: Point = { x: MARGIN, y: AXIS + 38 };
  const notes = [
    "Milliseconds since the add uevent. Dark: the rename itself. The rule runs name with PROGRAM, and rename with RUN.",
    `Linux ${kernel}, udev ${udev}, one hotplug each; the virtual machine's clock: 1 ns for each instruction.`,
  ];
  return notes.map((note, index) => text("muted", { x: first.x, y: first.y + index * 16 }, note));
}

function sentence(title: string, { kernelName, renames, trio }: Run): string {
  const steps = renames.map(({ by, to, move }) => `${by} renames it to ${to} after ${move.toFixed(1)} ms`);
  return `${title}: the kernel calls the primary ${kernelName}; ${steps.join("; ")}; at the end it is ${trio.primary}.`;
}
