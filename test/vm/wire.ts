// SPDX-License-Identifier: MIT
/** The far end of the wire that the guest's NICs are on. */
import { createServer, type Socket } from "node:net";

/** Gets each frame that the guest sends, and returns the answer, if there is one. */
export type Answerer = (frame: Buffer) => Buffer | undefined;

/** Arguments for QEMU that connect the hub of the NICs with a socket. */
export function wireArguments(path: string): string[] {
  const backend = `stream,id=wire,server=off,addr.type=unix,addr.path=${path}`;
  return ["-netdev", backend, "-netdev", "hubport,id=wireport,hubid=0,netdev=wire"];
}

/** Waits for QEMU on a socket, and answers the frames that come from there until QEMU ends. */
export function serveWire(path: string, answer: Answerer): void {
  const server = createServer((socket) => {
    server.close();
    answerFrames(socket, answer);
  });
  server.listen(path).unref();
}

/** Before each frame there is its length, in four bytes. */
function answerFrames(socket: Socket, answer: Answerer): void {
  let received = Buffer.alloc(0);
  // The end of QEMU is reported elsewhere.
  socket.on("error", () => {});
  socket.on("data", (chunk) => {
    received = Buffer.concat([received, chunk]);
    while (received.length >= 4 && received.length >= 4 + received.readUInt32BE()) {
      const end = 4 + received.readUInt32BE();
      const reply = answer(received.subarray(4, end));
      received = received.subarray(end);
      if (reply) socket.write(Buffer.concat([lengthOf(reply), reply]));
    }
  });
}

function lengthOf(frame: Buffer): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(frame.length);
  return bytes;
}
