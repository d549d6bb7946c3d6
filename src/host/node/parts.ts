import { parseAndRun } from "../../command-line.ts";
import { name } from "../../commands/name.ts";
import { nameForUdev } from "../../commands/name-udev.ts";
import { renameForUdev } from "../../commands/rename-udev.ts";
import type { Parts } from "../../parts.ts";

/** All parts of the program, loaded with it. */
export const nodeParts: Parts = {
  loadNameForUdev: () => ({ nameForUdev }),
  loadName: () => ({ name }),
  loadRename: () => ({ renameForUdev }),
  loadCommandLine: () => ({ parseAndRun }),
};
