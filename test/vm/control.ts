// SPDX-License-Identifier: MIT
/** The host's end of the control line, which `guest/control` serves. */
import type { Socket } from "node:net";

/** The outcome of a command in the guest. */
export interface Answer {
  /** Its exit status. */
  status: number;
  /** Its standard output and standard error, in the order that they were written. */
  output: string;
}

export interface Control {
  /** @returns the guest's first message, which answers no command: it is ready */
  ready(): Promise<Answer>;
  /** Runs one line of shell in the guest, one at a time. Throws Error if the control line fails. */
  run(command: string): Promise<Answer>;
}

export function openControl(socket: Socket): Control {
  const answers = readAnswers(socket);
  const next = async () => {
    const { value } = await answers.next();
    if (!value) throw new Error("the control line to the guest broke");
    return value;
  };
  return {
    ready: next,
    run(command) {
      if (command.includes("\n")) throw new Error(`not one line: ${command}`);
      socket.write(`${command}\n`);
      return next();
    },
  };
}

async function* readAnswers(socket: Socket): AsyncGenerator<Answer, undefined> {
  let received = Buffer.alloc(0);
  for await (const chunk of socket) {
    received = Buffer.concat([received, chunk as Buffer]);
    const [header, status, length] = /^(\d+) (\d+)\n/.exec(received.toString("latin1", 0, 40)) ?? [];
    if (header === undefined) continue;
    const end = header.length + Number(length);
    if (received.length < end) continue;
    yield { status: Number(status), output: received.toString("utf8", header.length, end) };
    received = received.subarray(end);
  }
  return undefined;
}
