// SPDX-License-Identifier: MIT
/** A version of Linux: major, minor, patch. */
export type Release = readonly [number, number, number];

/**
 * Is a kernel older than a version? A release candidate counts as the version itself.
 *
 * @param release the kernel's own word for itself (/proc/sys/kernel/osrelease), such as "6.16.3-amd64"; one of an unknown
 *   form counts as older than any
 */
export function isBefore(release: string, version: Release): boolean {
  const parts = release.split(".");
  for (let index = 0; index < 3; index++) {
    const difference = leadingNumber(parts[index]) - (version[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

function leadingNumber(text = ""): number {
  let digits = 0;
  while (text.charCodeAt(digits) >= 0x30 && text.charCodeAt(digits) <= 0x39) digits++;
  return Number(text.slice(0, digits));
}
