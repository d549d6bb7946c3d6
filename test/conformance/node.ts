// SPDX-License-Identifier: MIT
import { readArguments } from "../../src/host/node/environment.ts";
import { nodeHost } from "../../src/host/node/host.ts";
import { conform } from "./program.ts";

conform(nodeHost(readArguments()));
