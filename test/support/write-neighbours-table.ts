// SPDX-License-Identifier: MIT
/** Writes docs/neighbours.md. Run it by hand: node --import tsx test/support/write-neighbours-table.ts */
import { writeFileSync } from "node:fs";
import { neighboursTable } from "./neighbours-table.ts";
import { projectPath } from "./run.ts";

writeFileSync(projectPath("docs/neighbours.md"), neighboursTable());
