// SPDX-License-Identifier: MIT
/** A name that a network configuration of version 2 gives to the links with a MAC. */
export interface MacName {
  readonly name: string;
  /** As it is written. */
  readonly mac: string;
  /** The drivers of which the links must have one. Empty if any will do. */
  readonly drivers: readonly string[];
  /** The line of set-name. */
  readonly line: number;
}

/** A key with its value, or an item of a list. */
interface Line {
  readonly indent: number;
  /** Empty for an item, and for anything else without a key. */
  readonly key: string;
  readonly value: string;
  readonly number: number;
}

/** Each name looks at the lines around it: a hostile file must not make this run for ever. */
const LINE_LIMIT = 2000;

/**
 * Finds `set-name:` beside a `match:` with `macaddress:`. This reads the part of YAML that people, cloud-init and netplan write
 * such files in: mappings, lists and quotes, also in braces as in JSON. It knows no anchors and no text of several lines.
 */
export function macNames(yaml: string): MacName[] {
  const lines = linesOf(yaml);
  return lines.flatMap(({ key, value: name, number }, at) => {
    if (key !== "set-name") return [];
    const mapping = siblings(lines, at);
    const [mac] = matched(mapping, "macaddress");
    return mac === undefined ? [] : [{ name, mac, drivers: matched(mapping, "driver"), line: number }];
  });
}

/** The lines, with what is in braces and brackets as further lines. Those are indented by one for each brace. */
function linesOf(yaml: string): Line[] {
  const lines: Line[] = [];
  // Of the braces that are open: where their line begins, how many they are, and what is read of an item.
  let [base, depth, quote, item] = [0, 0, "", ""];
  for (const [index, raw] of yaml.split("\n", LINE_LIMIT).entries()) {
    const push = (indent: number, text: string): void => {
      const [, , key = "", value = ""] = /^(?:(["']?)([\w-]+)\1\s*:)?(.*)$/.exec(text.trim()) ?? [];
      if (text.trim() === "" || lines.length === LINE_LIMIT) return;
      lines.push({ indent, key, value: unquoted(value.trim()), number: index + 1 });
    };
    const [, spaces = "", text = ""] = /^( *)(.*)$/.exec(raw.replace(/(?:^|\s)#.*$/, "")) ?? [];
    const key = /^(?:[^{[]*:\s+)?(?=[{[])/.exec(text)?.[0];
    if (depth === 0 && key === undefined) {
      push(spaces.length, text);
      continue;
    }
    if (depth === 0) base = spaces.length;
    for (const character of depth === 0 ? text : ` ${text}`) {
      if (quote !== "" || !"{[,]}".includes(character)) {
        if (quote !== "" ? character === quote : "\"'".includes(character)) quote = quote === "" ? character : "";
        item += character;
        continue;
      }
      push(base + depth, item);
      item = "";
      if ("{[".includes(character)) depth++;
      if ("]}".includes(character) && --depth <= 0) break;
    }
  }
  return lines;
}

/** The lines of the mapping that has the line: those around it that are not less indented. */
function siblings(lines: readonly Line[], at: number): readonly Line[] {
  const indent = lines[at]?.indent ?? 0;
  let [first, end] = [at, at + 1];
  while (first > 0 && (lines[first - 1]?.indent ?? -1) >= indent) first--;
  while (end < lines.length && (lines[end]?.indent ?? -1) >= indent) end++;
  return lines.slice(first, end);
}

/** The value of a key below `match:`, or each item of its list. */
function matched(mapping: readonly Line[], key: string): string[] {
  const indent = Math.min(...mapping.map((line) => line.indent));
  const ofMatch = below(mapping, (line) => line.indent === indent && line.key === "match");
  const isKey = (line: Line): boolean => line.key === key;
  const value = ofMatch.find(isKey)?.value;
  if (value !== "") return value === undefined ? [] : [value];
  return below(ofMatch, isKey).map((line) => unquoted(line.value.replace(/^- */, "")));
}

/** The lines below the first one of a kind. A list may be as far to the left as its key. */
function below(lines: readonly Line[], isStart: (line: Line) => boolean): readonly Line[] {
  const start = lines.findIndex(isStart);
  const indent = lines[start]?.indent ?? 0;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => line.indent < indent || (line.indent === indent && !line.value.startsWith("-")));
  return start === -1 ? [] : rest.slice(0, end === -1 ? rest.length : end);
}

function unquoted(text: string): string {
  return text.replace(/^(["'])(.*)\1$/, "$2");
}
