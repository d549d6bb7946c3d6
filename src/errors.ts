// SPDX-License-Identifier: MIT
/** What the program's exit status says; design and man page list the same numbers. */
export const Exit = {
  done: 0,
  notSlave: 1,
  usage: 2,
  noLink: 3,
  noName: 4,
  notPermitted: 5,
  busy: 6,
  fault: 70,
} as const;

export type ExitCode = (typeof Exit)[keyof typeof Exit];

/** An error for the administrator: one line that says what, which link, why, and what to do. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}
