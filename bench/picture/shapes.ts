// SPDX-License-Identifier: MIT
/** Pieces of an SVG file. All lengths are pixels of the picture. */

export interface Point {
  x: number;
  y: number;
}

export interface Box extends Point {
  width: number;
  height: number;
}

/** The position of a text relative to its point. */
export type Anchor = "start" | "middle" | "end";

/** The largest width of a character of these labels in a sans-serif font, as a fraction of the font size. */
const CHARACTER = 0.62;

/** @returns the width of a text; it is rather too large than too small */
export function widthOf(content: string, size: number): number {
  return content.length * size * CHARACTER;
}

/** A rectangle. The style sheet defines how its class looks. */
export function rectangle(className: string, { x, y, width, height }: Box, radius = 2): string {
  const place = `x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${number(height)}"`;
  return `<rect class="${className}" ${place} rx="${radius}"/>`;
}

export function line(className: string, from: Point, to: Point): string {
  const ends = `x1="${number(from.x)}" y1="${number(from.y)}" x2="${number(to.x)}" y2="${number(to.y)}"`;
  return `<line class="${className}" ${ends}/>`;
}

/** A text whose baseline goes through the point. */
export function text(className: string, { x, y }: Point, content: string, anchor: Anchor = "start"): string {
  const place = `x="${number(x)}" y="${number(y)}" text-anchor="${anchor}"`;
  return `<text class="${className}" ${place}>${escaped(content)}</text>`;
}

/** A text that begins with a heading. */
export function headedText({ x, y }: Point, heading: string, content: string): string {
  const place = `x="${number(x)}" y="${number(y)}" text-anchor="start"`;
  const spans = `<tspan class="heading">${escaped(heading)}</tspan><tspan dx="8">${escaped(content)}</tspan>`;
  return `<text ${place}>${spans}</text>`;
}

export function escaped(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

function number(value: number): string {
  return String(Math.round(value * 10) / 10);
}
