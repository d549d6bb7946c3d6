import { type Host, isSystemError } from "./host.ts";

/** The largest attribute that sysfs can have is a page; udev's database and the kernel's command line stay below this. */
const ATTRIBUTE_LIMIT = 65536;

/**
 * What reading an attribute says where it has no value: the device went away, or the kernel does not know (name_assign_type
 * of an Ethernet link on 5.10: EINVAL).
 */
const NO_VALUE = ["ENODEV", "EINVAL"];

/** The content of an attribute file; undefined where there is none. Throws SystemError where it cannot be read. */
export function readAttribute(host: Host, path: string, limit = ATTRIBUTE_LIMIT): string | undefined {
  return unlessNoValue(() => host.readFile(path, limit));
}

/** The last part of a symbolic link's target; undefined where there is none. Throws SystemError. */
export function readLinkName(host: Host, path: string): string | undefined {
  return unlessNoValue(() => {
    const target = host.readSymlink(path);
    return target?.slice(target.lastIndexOf("/") + 1);
  });
}

/** The names in a directory; undefined where there is none. Throws SystemError. */
export function readNames(host: Host, path: string): string[] | undefined {
  return unlessNoValue(() => host.readDirectory(path));
}

/** Is there anything at this path? Throws SystemError where that cannot be seen. */
export function exists(host: Host, path: string): boolean {
  try {
    return host.readSymlink(path) !== undefined;
  } catch (error) {
    // readlink(2) says so for what is there and no symbolic link.
    if (isSystemError(error) && error.code === "EINVAL") return true;
    throw error;
  }
}

/** The value of an attribute without the newline that ends it. */
export function trimNewline(value: string): string {
  return value.endsWith("\n") ? value.slice(0, -1) : value;
}

/** A whole number in decimal or, behind 0x, hexadecimal; undefined for anything else. */
export function parseNumber(text: string): number | undefined {
  const value = Number(trimNewline(text));
  return trimNewline(text) !== "" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function unlessNoValue<T>(read: () => T | undefined): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isSystemError(error) && NO_VALUE.includes(error.code)) return undefined;
    throw error;
  }
}
