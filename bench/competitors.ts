// SPDX-License-Identifier: MIT
/** The programs that `speed.ts` compares. */
import type { BenchLink } from "./links.ts";
import { capture, empty, nodeProgram, plainNic, program, standIn } from "./programs.ts";
import { findTool, needTool, type Tool, whatIsMissing } from "./tools.ts";

export interface Competitor {
  title: string;
  command: readonly string[];
  /** The exit status of a successful run; "any" if that depends on the machine. */
  status: number | "any";
  /** The expected output, if it is known. */
  stdout?: string;
  /** Budgets: times the yardstick, and instructions in user space. */
  limit?: { readonly times: number; readonly instructions?: number };
}

/** The program with which the others are compared. */
export const yardstick: Competitor = { title: "/bin/true", command: ["/bin/true"], status: 0 };

/** The program under Node: too slow for the rounds of the others, and for callgrind. */
export const underNode: Competitor = {
  title: "name --udev under Node, no slave",
  command: [process.execPath, nodeProgram, "name", "--udev"],
  status: 1,
  stdout: "",
};

/** Without the yardstick. */
export function competitors(nic: BenchLink): Competitor[] {
  return [
    { title: "an empty static program in C", command: [empty], status: 0 },
    {
      title: "name --udev, no slave (stand-in)",
      command: [plainNic, "name", "--udev"],
      status: 1,
      stdout: "",
      limit: { times: 0.75, instructions: 300_000 },
    },
    {
      title: "name --udev, a slave (stand-in)",
      command: [standIn, "name", "--udev"],
      status: 0,
      stdout: "lonpf primary lo\n",
      limit: { times: 0.9, instructions: 700_000 },
    },
    {
      title: "show --root of a captured trio",
      command: [program, "show", "--root", capture],
      status: 0,
      limit: { times: 2.5 },
    },
    // It recognizes some machines as virtual. Then it gives up and fails.
    ...peer("biosdevname", `biosdevname -i ${nic.name}`, ["-i", nic.name], "any"),
    { title: "ip -j link show", command: [needTool("ip"), "-j", "link", "show"], status: 0 },
    ...peer(
      "udevadm",
      "udevadm test-builtin net_id",
      ["test-builtin", "net_id", `/sys/class/net/${nic.name}`],
      // It fails for a link without a device, and on kernels that lack an attribute.
      "any",
    ),
  ];
}

/** A text for people: the peers that are not installed. */
export function missingPeers(): string[] {
  return PEERS.filter((tool) => findTool(tool) === undefined).map(whatIsMissing);
}

const PEERS: readonly Tool[] = ["biosdevname", "udevadm"];

function peer(tool: Tool, title: string, args: readonly string[], status: Competitor["status"]): Competitor[] {
  const path = findTool(tool);
  return path === undefined ? [] : [{ title, command: [path, ...args], status }];
}
