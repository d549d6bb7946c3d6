// SPDX-License-Identifier: MIT
/** The layout of a column. */
export interface Column {
  /** A longer cell is wrapped, at a space if possible. The default is no limit. */
  readonly maxWidth?: number;
  readonly align?: "right";
}

const SEPARATOR = "  ";

/** If the table is wider than it may be, the last column keeps this width. */
const LAST_COLUMN_MIN = 20;

/**
 * Lays rows of cells out in columns. The width of a column is that of its longest cell.
 *
 * No library is used: columnify took 70 million instructions for each failover group in this engine, half a minute for a
 * machine with a thousand groups. Cells are printable ASCII, so each character is one column wide.
 *
 * @param width how wide the table may be; the cells of the last column are wrapped to it. Infinity to wrap none
 * @returns for each row its lines
 */
export function layOut(
  rows: readonly (readonly string[])[],
  columns: readonly Column[],
  width = Number.POSITIVE_INFINITY,
): string[][] {
  const last = columns.length - 1;
  const wrapped = columns
    .slice(0, last)
    .map(({ maxWidth }, index) => rows.map((row) => wrap(row[index] ?? "", maxWidth)));
  const widths = wrapped.map(widest);
  const left = widths.reduce((rest, used) => rest - used - SEPARATOR.length, width);
  const limit = Math.min(columns[last]?.maxWidth ?? Number.POSITIVE_INFINITY, Math.max(left, LAST_COLUMN_MIN));
  wrapped.push(rows.map((row) => wrap(row[last] ?? "", limit)));
  widths.push(widest(wrapped[last] ?? []));
  return rows.map((_, row) => {
    const cells = wrapped.map((column) => column[row] ?? []);
    const height = Math.max(...cells.map((lines) => lines.length));
    return Array.from({ length: height }, (_, number) =>
      columns
        .map(({ align }, index) => {
          const text = cells[index]?.[number] ?? "";
          return align === "right" ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0);
        })
        .join(SEPARATOR)
        .trimEnd(),
    );
  });
}

function widest(cells: readonly (readonly string[])[]): number {
  let width = 0;
  for (const lines of cells) for (const line of lines) width = Math.max(width, line.length);
  return width;
}

function wrap(text: string, width = Number.POSITIVE_INFINITY): string[] {
  if (text.length <= width) return [text];
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ").flatMap((long) => cut(long, width))) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function cut(word: string, width: number): string[] {
  const parts: string[] = [];
  for (let at = 0; at === 0 || at < word.length; at += width) parts.push(word.slice(at, at + width));
  return parts;
}
