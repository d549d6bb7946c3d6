// SPDX-License-Identifier: MIT
import { attemptAll, type Scenario, timed } from "./scenario.ts";

/** Programs that the host runs, in the folder that run.test.ts has made. */
export const runsPrograms: Scenario = (host, [folder = ""]) => {
  const sh = (script: string, limit = 100, milliseconds = 10_000) =>
    host.run(["sh", "-c", script, "sh", "first", "\xc3\xa9"], limit, milliseconds);
  return attemptAll({
    "output and exit status": () => sh('printf "%s %s" "$1" "$2"; echo hidden >&2; exit 3'),
    "no output": () => sh(":"),
    "as much output as the limit": () => sh("printf 12345", 5),
    "a byte over the limit": () => sh("printf 123456", 5),
    "output without end": () => host.run(["yes"], 1000, 10_000),
    "empty input": () => sh("cat"),
    "ended by a signal": () => sh("kill -TERM $$"),
    "SIGPIPE is as usual": () => sh("kill -PIPE $$; echo survived"),
    "no such program": () => host.run(["no-such-program"], 100, 1000),
    "no such path": () => host.run([`${folder}/missing`], 100, 1000),
    "not executable": () => host.run([`${folder}/file`], 100, 1000),
    "without an end": () => timed(host, 200, () => attemptAll({ sleep: () => sh("sleep 60", 100, 200) })),
  });
};
