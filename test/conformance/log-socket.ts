// SPDX-License-Identifier: MIT
import koffi from "koffi";

/** Node has no datagram sockets of AF_UNIX, so this calls the C library. */
const libc = koffi.load(null);
const socket = libc.func("int socket(int domain, int type, int protocol)");
const bind = libc.func("int bind(int fd, const void *address, uint size)");
const recv = libc.func("long recv(int fd, _Out_ uint8_t *data, size_t size, int flags)");
const close = libc.func("int close(int fd)");

const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2000000;
const MSG_DONTWAIT = 0x40;

/** A socket that receives what is sent to /dev/log, like that of the system log. */
export interface LogSocket {
  /** The received datagrams, each as a byte string. */
  received(): string[];
  close(): void;
}

export function listen(path: string): LogSocket {
  const fd: number = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const address = Buffer.alloc(110);
  address.writeUInt16LE(AF_UNIX);
  address.write(path, 2);
  if (bind(fd, address, address.length) !== 0) throw new Error(`no socket can be bound to ${path}`);
  return {
    received: () => {
      const buffer = Buffer.alloc(65536);
      const datagrams: string[] = [];
      for (;;) {
        const length: number = recv(fd, buffer, buffer.length, MSG_DONTWAIT);
        if (length < 0) return datagrams;
        datagrams.push(buffer.toString("latin1", 0, length));
      }
    },
    close: () => void close(fd),
  };
}
