import type { System } from "../../src/host/quickjs/host.ts";

declare const system: System;

system.part = "name-udev";
