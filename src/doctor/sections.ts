// SPDX-License-Identifier: MIT

/** One setting of a file that is written like those of systemd or NetworkManager (systemd.syntax(7)). */
export interface Setting {
  readonly section: string;
  readonly key: string;
  readonly value: string;
  /** The number of its line. */
  readonly line: number;
}

/** The settings of a file, in order. Lines that are none are left out, as systemd ignores them with a message in the log. */
export function parseSections(text: string): Setting[] {
  const settings: Setting[] = [];
  let section = "";
  text.split("\n").forEach((raw, index) => {
    const line = raw.trim();
    const equals = line.indexOf("=");
    if (line.startsWith("#") || line.startsWith(";")) return;
    if (line.startsWith("[") && line.endsWith("]")) section = line.slice(1, -1);
    else if (equals > 0) {
      const [key, value] = [line.slice(0, equals).trim(), line.slice(equals + 1).trim()];
      settings.push({ section, key, value, line: index + 1 });
    }
  });
  return settings;
}
