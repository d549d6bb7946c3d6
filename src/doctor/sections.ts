// SPDX-License-Identifier: MIT

/** One setting of a file that is written like those of systemd or NetworkManager (systemd.syntax(7)). */
export interface Setting {
  readonly section: string;
  readonly key: string;
  readonly value: string;
  /** The number of its line. */
  readonly line: number;
}

/**
 * The settings of a file, in order. Lines that are none are left out, as systemd ignores them with a message in the log. A `\`
 * joins a line with the next one that is no comment (src/shared/conf-parser.c, config_parse).
 */
export function parseSections(text: string): Setting[] {
  const settings: Setting[] = [];
  let section = "";
  let joined: string | undefined;
  let first = 1;
  `${text}\n`.split("\n").forEach((raw, index) => {
    if (/^\s*[#;]/.test(raw)) return;
    if (joined === undefined) first = index + 1;
    joined = (joined ?? "") + raw;
    if (/(?:^|[^\\])(?:\\\\)*\\$/.test(raw)) {
      joined = `${joined.slice(0, -1)} `;
      return;
    }
    const line = joined.trim();
    joined = undefined;
    const equals = line.indexOf("=");
    if (line.startsWith("[") && line.endsWith("]")) section = line.slice(1, -1);
    else if (equals > 0) {
      const [key, value] = [line.slice(0, equals).trim(), line.slice(equals + 1).trim()];
      settings.push({ section, key, value, line: first });
    }
  });
  return settings;
}
