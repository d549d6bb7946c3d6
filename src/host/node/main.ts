import { main } from "../../main.ts";
import { nodeHost } from "./host.ts";
import { nodeParts } from "./parts.ts";

process.exitCode = main(nodeHost(process.argv.slice(2)), nodeParts);
