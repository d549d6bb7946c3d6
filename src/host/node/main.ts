import { runCommandLine } from "../../command-line.ts";
import { runHotCommand } from "../../main.ts";
import { nodeHost } from "./host.ts";

const host = nodeHost(process.argv.slice(2));
process.exitCode = runHotCommand(host) ?? runCommandLine(host);
