// SPDX-License-Identifier: MIT
/** What udev's database holds for a device (systemd, src/libsystemd/sd-device/device-private.c, device_update_db). */
export interface UdevEntry {
  /** Has udevd handled the device to the end at least once (the line "I:")? */
  readonly isInitialized: boolean;
  /** The value of a property (a line "E:KEY=VALUE"); undefined if it is not set. */
  property(key: string): string | undefined;
}

/** @param text the file of the device in /run/udev/data; empty if there is none */
export function parseUdevEntry(text: string): UdevEntry {
  const lines = `\n${text}\n`;
  return {
    isInitialized: lines.includes("\nI:"),
    property: (key) => {
      const start = `\nE:${key}=`;
      const at = lines.indexOf(start);
      return at === -1 ? undefined : lines.slice(at + start.length, lines.indexOf("\n", at + start.length));
    },
  };
}
