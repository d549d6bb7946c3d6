// SPDX-License-Identifier: MIT
/** One QEMU process, with its lines to the host. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { type Architecture, qemuOf } from "./architectures.ts";
import { type Control, openControl } from "./control.ts";
import { within } from "./host.ts";
import { openQmp, type Qmp } from "./qmp.ts";

export interface Qemu {
  qmp: Qmp;
  control: Control;
  /** Waits for a promise, with a deadline in milliseconds. The error has the console's last lines. */
  wait<T>(milliseconds: number, what: string, promise: Promise<T>): Promise<T>;
  kill(): void;
}

const running = new Set<ChildProcess>();

/**
 * Starts QEMU with the guest's processors still halted.
 *
 * @param architecture the machine's
 * @param folder an empty folder for the sockets
 * @param args the machine's own arguments
 * @throws Error with QEMU's messages if it does not start
 */
export async function startQemu(architecture: Architecture, folder: string, args: string[]): Promise<Qemu> {
  const qmpPath = join(folder, "qmp.sock");
  const controlPath = join(folder, "control.sock");
  // QEMU connects to this process. That is an event, so nothing has to be retried.
  const connections = [acceptOne(qmpPath), acceptOne(controlPath)] as const;
  const lines = ["-S", "-serial", "stdio", "-qmp", `unix:${qmpPath}`];
  lines.push("-chardev", `socket,id=control,path=${controlPath}`);
  lines.push("-device", `${architecture.control.device},chardev=control`);
  // setpriv: QEMU must not outlive this process, however it ends.
  const qemu = spawn("setpriv", ["--pdeathsig", "KILL", qemuOf(architecture), ...args, ...lines]);
  killAtExit(qemu);
  let console = "";
  for (const stream of [qemu.stdout, qemu.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      console = (console + chunk.toString("latin1")).slice(-20_000);
    });
  }
  const ended = once(qemu, "close").then(([code, signal]) => {
    throw new Error(`QEMU ended (${signal ?? code})`);
  });
  ended.catch(() => {});

  async function wait<T>(milliseconds: number, what: string, promise: Promise<T>): Promise<T> {
    try {
      return await within(milliseconds, what, Promise.race([promise, ended]));
    } catch (error) {
      const tail = console.trimEnd().split(/\r?\n/).slice(-30).join("\n");
      throw new Error(`${error instanceof Error ? error.message : error}; the console's last lines:\n${tail}`, {
        cause: error,
      });
    }
  }

  try {
    const [qmpSocket, controlSocket] = await wait(10_000, "connection from QEMU", Promise.all(connections));
    const control = openControl(controlSocket);
    return { qmp: await wait(10_000, "QMP session", openQmp(qmpSocket)), control, wait, kill: () => end(qemu) };
  } catch (error) {
    end(qemu);
    throw error;
  }
}

async function acceptOne(path: string): Promise<Socket> {
  const server = createServer();
  server.listen(path).unref();
  const [socket] = (await once(server, "connection")) as [Socket];
  server.close();
  // The end of the process is reported elsewhere. A broken line alone is not of interest.
  socket.on("error", () => {});
  return socket;
}

function end(qemu: ChildProcess): void {
  running.delete(qemu);
  qemu.kill("SIGKILL");
}

function killAtExit(qemu: ChildProcess): void {
  if (running.size === 0 && process.listenerCount("exit", endAll) === 0) {
    process.on("exit", endAll);
    process.once("SIGINT", () => process.exit(130));
    process.once("SIGTERM", () => process.exit(143));
  }
  running.add(qemu);
}

function endAll(): void {
  for (const qemu of running) end(qemu);
}
