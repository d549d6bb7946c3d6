// SPDX-License-Identifier: MIT
/** How a column is laid out. */
export interface Column {
  /** A cell with more characters is wrapped, at spaces where it can be. */
  readonly maxWidth: number;
  readonly align?: "right";
}

const SEPARATOR = "  ";

/**
 * Rows of cells laid out in columns.
 *
 * By hand, because the library that did it (columnify) took 70 million instructions for each failover group in this engine:
 * half a minute for a machine with a thousand. Cells are printable ASCII here, so that a character is a column.
 *
 * @returns for each row its lines
 */
export function layOut(rows: readonly (readonly string[])[], columns: readonly Column[]): string[][] {
  const wrapped = rows.map((row) => columns.map(({ maxWidth }, index) => wrap(row[index] ?? "", maxWidth)));
  const widths = columns.map((_, index) =>
    wrapped.reduce((width, row) => Math.max(width, ...(row[index] ?? []).map((line) => line.length)), 0),
  );
  return wrapped.map((row) => {
    const height = Math.max(...row.map((lines) => lines.length));
    return Array.from({ length: height }, (_, number) =>
      columns
        .map(({ align }, index) => {
          const text = row[index]?.[number] ?? "";
          return align === "right" ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0);
        })
        .join(SEPARATOR)
        .trimEnd(),
    );
  });
}

function wrap(text: string, width: number): string[] {
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
