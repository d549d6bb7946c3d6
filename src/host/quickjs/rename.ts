import { renameForUdev } from "../../commands/rename-udev.ts";
import type { RenamePart } from "../../parts.ts";
import type { System } from "./host.ts";

declare const system: System;

system.part = { renameForUdev } satisfies RenamePart;
