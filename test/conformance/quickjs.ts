// SPDX-License-Identifier: MIT
import { quickjsHost, type System } from "../../src/host/quickjs/host.ts";
import { conform } from "./program.ts";

declare const system: System & { main(): number };

const host = quickjsHost(system);
system.main = () => {
  conform(host);
  return 0;
};
