// SPDX-License-Identifier: MIT
import { attempt, attemptAll, type Scenario } from "./scenario.ts";

/** Arguments, environment and clock. */
export const environment: Scenario = (host, args) => ({
  args,
  ...attemptAll({
    "env, set": () => host.env("FAILOVER_IFNAME_TEST"),
    "env, empty": () => host.env("FAILOVER_IFNAME_EMPTY"),
    "env, not set": () => host.env("FAILOVER_IFNAME_NONE"),
  }),
});

/** A variable that is not set, with the name of a member that every JavaScript object has. */
export const environmentOfObjects: Scenario = (host) => attempt(() => host.env("constructor"));

export const clock: Scenario = (host) => {
  let last = host.now();
  const start = last;
  let backwards = 0;
  let shortest = Number.POSITIVE_INFINITY;
  while (last < start + 20) {
    const now = host.now();
    if (now < last) backwards++;
    if (now > last) shortest = Math.min(shortest, now - last);
    last = now;
  }
  // Deadlines are in milliseconds. But a run takes about one millisecond, so a fraction matters.
  return { backwards, finer: shortest < 0.5 };
};

/** Writes to both outputs, and nothing else. */
export const writesOutput: Scenario = (host, [everyByte = "", repeat = "1"]) => {
  const text = host.readFile(everyByte, 256) ?? "";
  host.out(text.repeat(Number(repeat)));
  host.out("");
  host.err(text);
};

/**
 * Writes to a standard output that fails, and prints the result on standard error. In between it opens files and sockets,
 * which could get the free descriptor of a closed output.
 */
export const failsOutput: Scenario = (host, [folder = ""]) => {
  const lock = host.lock(`${folder}/lock`, host.now());
  const socket = host.openRtnl("none");
  host.writeFile(`${folder}/file`, "content");
  const result = attempt(() => host.out("output\n"));
  host.err(JSON.stringify(result));
  socket.close();
  lock?.release();
};

/** Writes to a standard error that fails. */
export const failsError: Scenario = (host) => attempt(() => host.err("lost\n"));

export const terminals: Scenario = (host) => ({
  out: host.isTerminal(1),
  err: host.isTerminal(2),
  width: host.terminalWidth() ?? null,
});

/** Logs a line a number of times. */
export const logs: Scenario = (host, [priority = "", count = "1"]) => {
  for (const known of ["err", "warning", "info"] as const) {
    if (known !== priority) continue;
    for (let line = 0; line < Number(count); line++) host.log(known, "eth0\xff is (#2)");
  }
};
