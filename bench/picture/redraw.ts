// SPDX-License-Identifier: MIT
/** Draws docs/hotplug.svg from docs/hotplug.json. */
import { readFile, writeFile } from "node:fs/promises";
import { draw } from "./draw.ts";
import { picturePath, type Recording, recordingPath } from "./recording.ts";

const recording = JSON.parse(await readFile(recordingPath, "utf8")) as Recording;
await writeFile(picturePath, draw(recording));
