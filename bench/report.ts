// SPDX-License-Identifier: MIT
/** The output of the benchmarks. */
import { layOut } from "../src/text/table.ts";
import { median, type Times } from "./timing.ts";

const COLUMNS = 100;

/** A table. The headings are the keys of the first row. All columns except the first and the last are numbers. */
export function table(rows: readonly { readonly [heading: string]: string }[]): string {
  const headings = Object.keys(rows[0] ?? {});
  const columns = headings.map((_, index) => {
    const isNumber = index > 0 && index < headings.length - 1;
    return isNumber ? { maxWidth: COLUMNS, align: "right" as const } : { maxWidth: COLUMNS };
  });
  const cells = rows.map((row) => headings.map((heading) => row[heading] ?? ""));
  return layOut([headings, ...cells], columns)
    .flat()
    .join("\n");
}

/** A paragraph, wrapped to the width of the report. */
export function paragraph(text: string): string {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1) ?? "";
    if (line !== "" && line.length + 1 + word.length > COLUMNS) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines.join("\n");
}

/** "≤ 1.25, met" */
export function verdict(value: number, limit: number, unit = ""): string {
  return `≤ ${limit}${unit}, ${value <= limit ? "met" : "NOT MET"}`;
}

export function milliseconds(seconds: number): string {
  return `${(seconds * 1000).toFixed(seconds < 0.1 ? 3 : 1)} ms`;
}

export function medianOf(times: Times): string {
  return milliseconds(median(times.flat()));
}

export function minimumOf(times: Times): string {
  return milliseconds(Math.min(...times.flat()));
}

/** "1,825k", "1,977M" */
export function rounded(count: number): string {
  const [divisor, unit] = count < 1e8 ? [1e3, "k"] : [1e6, "M"];
  return `${Math.round(count / divisor).toLocaleString("en")}${unit}`;
}
