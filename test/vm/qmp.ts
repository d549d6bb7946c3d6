// SPDX-License-Identifier: MIT
/** A client of the QEMU Machine Protocol. */
import { EventEmitter, on } from "node:events";
import type { Socket } from "node:net";
import { createInterface } from "node:readline";
import { within } from "./host.ts";

/** An error that QEMU returned. */
export class QmpError extends Error {
  /** QEMU's class of error, such as `DeviceNotFound`. */
  readonly kind: string;

  constructor(kind: string, message: string) {
    super(message);
    this.kind = kind;
  }
}

export interface Qmp {
  /** @returns what the command returns; throws QmpError if QEMU refuses it, Error if it does not answer in 10 s */
  execute(command: string, args?: Record<string, unknown>): Promise<unknown>;
  /**
   * Listens from the moment of the call.
   *
   * @returns whether an event with this name, of this device, came within so many milliseconds
   */
  sawEvent(name: string, device: string, milliseconds: number): Promise<boolean>;
}

interface Message {
  id?: number;
  event?: string;
  data?: { device?: string };
  return?: unknown;
  error?: { class: string; desc: string };
}

/** Begins a session on a connected socket: waits for the greeting and ends the negotiation. */
export async function openQmp(socket: Socket): Promise<Qmp> {
  const events = new EventEmitter();
  const answers = new EventEmitter();
  let lastId = 0;
  const lines = createInterface({ input: socket });
  const greeting = new Promise((resolve) => lines.once("line", resolve));
  await within(10_000, "greeting from QEMU", greeting);
  lines.on("line", (line) => {
    const message = JSON.parse(line) as Message;
    if (message.event !== undefined) events.emit(message.event, message.data);
    else answers.emit(String(message.id), message);
  });

  async function execute(command: string, args: Record<string, unknown> = {}): Promise<unknown> {
    const id = ++lastId;
    const answer = new Promise<Message>((resolve) => answers.once(String(id), resolve));
    socket.write(`${JSON.stringify({ execute: command, arguments: args, id })}\n`);
    const message = await within(10_000, `answer from QEMU to ${command}`, answer);
    if (message.error !== undefined) throw new QmpError(message.error.class, message.error.desc);
    return message.return;
  }

  async function sawEvent(name: string, device: string, milliseconds: number): Promise<boolean> {
    const signal = AbortSignal.timeout(milliseconds);
    try {
      for await (const [data] of on(events, name, { signal })) {
        if ((data as Message["data"])?.device === device) return true;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    return false;
  }

  await execute("qmp_capabilities");
  return { execute, sawEvent };
}
