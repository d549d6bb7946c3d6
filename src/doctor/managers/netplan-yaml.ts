// SPDX-License-Identifier: MIT
/** A name that a network configuration of version 2 gives to the links with a MAC. */
export interface MacName {
  readonly name: string;
  /** In lower case. */
  readonly mac: string;
  /** The driver that the links must also have; undefined if any will do. */
  readonly driver: string | undefined;
  /** The line of set-name. */
  readonly line: number;
}

interface Line {
  readonly indent: number;
  readonly text: string;
  readonly number: number;
}

/** Each name looks at the lines around it: a hostile file must not make this run for ever. */
const LINE_LIMIT = 2000;

/**
 * Finds `set-name:` beside a `match:` with `macaddress:`. This is no parser of YAML: it reads the form in which people and
 * cloud-init write such files, with one key in each line, or `match: {macaddress: ...}`.
 */
export function macNames(yaml: string): MacName[] {
  const lines = yaml.split("\n", LINE_LIMIT).flatMap((raw, index): Line[] => {
    const text = raw.replace(/(?:^|\s)#.*$/, "");
    const [, spaces = "", rest = ""] = /^( *)(.*?)\s*$/.exec(text) ?? [];
    return rest === "" ? [] : [{ indent: spaces.length, text: rest, number: index + 1 }];
  });
  return lines.flatMap((line, at) => {
    const name = settingIn(line.text, "set-name");
    if (name === undefined) return [];
    const mapping = siblings(lines, at);
    const mac = matched(mapping, "macaddress")?.toLowerCase();
    return mac === undefined ? [] : [{ name, mac, driver: matched(mapping, "driver"), line: line.number }];
  });
}

/** The lines of the mapping that has the line: those around it that are not less indented. */
function siblings(lines: readonly Line[], at: number): readonly Line[] {
  const indent = lines[at]?.indent ?? 0;
  let [first, end] = [at, at + 1];
  while (first > 0 && (lines[first - 1]?.indent ?? -1) >= indent) first--;
  while (end < lines.length && (lines[end]?.indent ?? -1) >= indent) end++;
  return lines.slice(first, end);
}

/** The value of a key below `match:`. */
function matched(mapping: readonly Line[], key: string): string | undefined {
  const indent = Math.min(...mapping.map((line) => line.indent));
  const start = mapping.findIndex((line) => line.indent === indent && /^match\s*:/.test(line.text));
  if (start === -1) return undefined;
  const inline = new RegExp(`[{,\\s]["']?${key}["']?\\s*:\\s*["']?([^\\s"',}]+)`).exec(mapping[start]?.text ?? "")?.[1];
  if (inline !== undefined) return inline;
  for (const line of mapping.slice(start + 1)) {
    if (line.indent <= indent) return undefined;
    const value = settingIn(line.text, key);
    if (value !== undefined) return value;
  }
  return undefined;
}

function settingIn(text: string, key: string): string | undefined {
  if (!text.startsWith(`${key}:`)) return undefined;
  return text
    .slice(key.length + 1)
    .trim()
    .replace(/^(["'])(.*)\1$/, "$2");
}
