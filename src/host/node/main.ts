import { main } from "../../main.ts";
import { readArguments } from "./environment.ts";
import { nodeHost } from "./host.ts";
import { nodeParts } from "./parts.ts";

process.exitCode = main(nodeHost(readArguments()), nodeParts);
