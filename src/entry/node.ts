// SPDX-License-Identifier: MIT
import { readArguments } from "../host/node/environment.ts";
import { nodeHost } from "../host/node/host.ts";
import { main } from "../main.ts";

process.exitCode = main(nodeHost(readArguments()));
