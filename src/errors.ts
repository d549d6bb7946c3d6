// SPDX-License-Identifier: MIT
/** The exit statuses of the program. failover-ifname(8) describes them. */
export const Exit = {
  done: 0,
  notSlave: 1,
  usage: 2,
  noLink: 3,
  noName: 4,
  notPermitted: 5,
  busy: 6,
  unhealthy: 7,
  fault: 70,
} as const;

export type ExitCode = (typeof Exit)[keyof typeof Exit];

/** An error for the administrator. The message is one line: what failed, for which link, why, and what to do. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly exitCode: ExitCode;
  /** The errno that it comes from, such as "ELOOP"; undefined if it comes from none. */
  readonly code: string | undefined;

  constructor(exitCode: ExitCode, message: string, code?: string) {
    super(message);
    this.exitCode = exitCode;
    this.code = code;
  }
}
