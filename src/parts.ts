import type { ExitCode } from "./errors.ts";
import type { Host } from "./host/host.ts";
import type { Link } from "./links/link.ts";
import type { openLinks } from "./links/open-links.ts";
import type { LinkSource } from "./links/source.ts";

/**
 * The parts of the program that are loaded when a call needs them. In the executable each is bytecode of its own: what a
 * udev event for a plain NIC does not run, it need not read either. They get what main.ts has already as arguments.
 */
export interface Parts {
  loadNameForUdev(): NameForUdevPart;
  loadName(): NamePart;
  loadRename(): RenamePart;
  loadCommandLine(): CommandLinePart;
}

export interface NameForUdevPart {
  /** `name --udev` for a link that has a master. */
  nameForUdev(host: Host, source: LinkSource, link: Link): ExitCode;
}

export interface NamePart {
  /** `name LINK` for a link that has a master. */
  name(host: Host, source: LinkSource, root: string, link: Link): ExitCode;
}

export interface RenamePart {
  /** `rename --udev`. */
  renameForUdev(host: Host, open: typeof openLinks): ExitCode;
}

export interface CommandLinePart {
  /** All other calls. */
  parseAndRun(host: Host, open: typeof openLinks): ExitCode;
}
