import { name } from "../../commands/name.ts";
import type { NamePart } from "../../parts.ts";
import type { System } from "./host.ts";

declare const system: System;

system.part = { name } satisfies NamePart;
