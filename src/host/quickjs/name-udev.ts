import { nameForUdev } from "../../commands/name-udev.ts";
import type { NameForUdevPart } from "../../parts.ts";
import type { System } from "./host.ts";

declare const system: System;

system.part = { nameForUdev } satisfies NameForUdevPart;
