// SPDX-License-Identifier: MIT
import { constants } from "node:os";
import koffi from "koffi";
import { type Datagram, type RtnlSocket, SystemError } from "../host.ts";
import { bytesOf } from "./bytes.ts";

/** Calls of the C library, through koffi. Node has no netlink sockets, no datagram sockets of AF_UNIX, and no poll(2). */
const libc = koffi.load(null);
const socket = libc.func("int socket(int domain, int type, int protocol)");
const setsockopt = libc.func("int setsockopt(int fd, int level, int name, const void *value, uint size)");
const bind = libc.func("int bind(int fd, const void *address, uint size)");
const getsockname = libc.func("int getsockname(int fd, _Out_ uint8_t *address, _Inout_ uint *size)");
const sendto = libc.func("long sendto(int fd, const void *data, size_t size, int flags, const void *to, uint length)");
const recvfrom = libc.func(
  "long recvfrom(int fd, _Out_ uint8_t *data, size_t size, int flags, _Out_ uint8_t *from, _Inout_ uint *length)",
);
const poll = libc.func("int poll(_Inout_ uint8_t *fds, unsigned long count, int milliseconds)");
const close = libc.func("int close(int fd)");
const ioctl = libc.func("int ioctl(int fd, unsigned long request, _Out_ uint8_t *argument)");

const AF_UNIX = 1;
const AF_NETLINK = 16;
const SOCK_DGRAM = 2;
const SOCK_RAW = 3;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const SOL_NETLINK = 270;
const NETLINK_EXT_ACK = 11;
const NETLINK_ROUTE = 0;
const NETLINK_KOBJECT_UEVENT = 15;
/** Groups 1 and 2 as bits of nl_groups. */
const KERNEL_AND_UDEVD = 3;
const MSG_TRUNC = 0x20;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;
const POLLIN = 1;
const POLLOUT = 4;
const TIOCGWINSZ = 0x5413;

/** As in quickjs/rtnl.c: the kernel makes no larger dump skb. */
const DATAGRAM_MAX = 32768;
/** RTNLGRP_LINK as a bit of nl_groups (include/uapi/linux/rtnetlink.h). */
const RTMGRP_LINK = 1;
const SOCKADDR_NL_LENGTH = 12;

export function openRtnl(group: "none" | "link"): RtnlSocket {
  return openSocket(NETLINK_ROUTE, group === "link" ? RTMGRP_LINK : 0);
}

export function openUevents(): RtnlSocket {
  return openSocket(NETLINK_KOBJECT_UEVENT, KERNEL_AND_UDEVD);
}

export function waitForEither(one: RtnlSocket, other: RtnlSocket | undefined, deadline: number): boolean {
  for (;;) {
    const left = Math.min(Math.max(0, Math.ceil(deadline - performance.now())), 0x7fffffff);
    const ready = Buffer.alloc(16);
    ready.writeInt32LE(one.descriptor);
    ready.writeInt16LE(POLLIN, 4);
    ready.writeInt32LE(other?.descriptor ?? -1, 8);
    ready.writeInt16LE(POLLIN, 12);
    if (poll(ready, 2, left) > 0) return true;
    if (left === 0) return false;
  }
}

function openSocket(protocol: number, groups: number): RtnlSocket {
  const fd = checked(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol), "open a netlink socket");
  const on = Buffer.alloc(4);
  on.writeInt32LE(1);
  setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, on, on.length);
  const own = netlinkAddress();
  own.writeUInt32LE(groups, 8);
  checked(bind(fd, own, own.length), "bind a netlink socket");
  checked(getsockname(fd, own, [own.length]), "getsockname of a netlink socket");
  const buffer = Buffer.alloc(DATAGRAM_MAX);
  return {
    descriptor: fd,
    portId: own.readUInt32LE(4),
    send: (message) => {
      const bytes = bytesOf(message);
      checked(sendto(fd, bytes, bytes.length, 0, netlinkAddress(), SOCKADDR_NL_LENGTH), "send on a netlink socket");
    },
    receive: (deadline) => receive(fd, buffer, deadline),
    close: () => void close(fd),
  };
}

/** Sends one datagram to /dev/log; false if nothing receives it. */
export function sendLog(message: string): boolean {
  const fd: number = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return false;
  const address = Buffer.alloc(110);
  address.writeUInt16LE(AF_UNIX);
  address.write("/dev/log", 2);
  const bytes = bytesOf(message);
  const sent: number = sendto(fd, bytes, bytes.length, MSG_NOSIGNAL, address, address.length);
  close(fd);
  return sent >= 0;
}

function receive(fd: number, buffer: Buffer, deadline: number): Datagram | undefined {
  const sender = netlinkAddress();
  for (;;) {
    const length: number = recvfrom(fd, buffer, buffer.length, MSG_DONTWAIT | MSG_TRUNC, sender, [sender.length]);
    if (length >= 0) {
      const received = Math.min(length, buffer.length);
      buffer.fill(0, received, (received + 3) & ~3);
      const words = new Int32Array(buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + ((received + 3) & ~3)));
      return { words, length: received, sender: sender.readUInt32LE(4), truncated: length > buffer.length };
    }
    if (koffi.errno() !== constants.errno.EAGAIN) checked(length, "receive on a netlink socket");
    const left = Math.min(Math.ceil(deadline - performance.now()), 0x7fffffff);
    if (left <= 0) return undefined;
    waitFor(fd, POLLIN, left);
  }
}

export function terminalWidth(): number | undefined {
  // struct winsize: ws_row, then ws_col.
  const size = Buffer.alloc(8);
  const columns = ioctl(1, TIOCGWINSZ, size) < 0 ? 0 : size.readUInt16LE(2);
  return columns === 0 ? undefined : columns;
}

/** Waits until a descriptor can be written to; false if the time is over before that. */
export function waitForOutput(fd: number, milliseconds: number): boolean {
  return waitFor(fd, POLLOUT, milliseconds);
}

function waitFor(fd: number, events: number, milliseconds: number): boolean {
  const ready = Buffer.alloc(8);
  ready.writeInt32LE(fd);
  ready.writeInt16LE(events, 4);
  return poll(ready, 1, milliseconds) > 0;
}

function netlinkAddress(): Buffer {
  const address = Buffer.alloc(SOCKADDR_NL_LENGTH);
  address.writeUInt16LE(AF_NETLINK);
  return address;
}

function checked(result: number, call: string): number {
  if (result < 0) throw new SystemError(koffi.errno(), call);
  return result;
}
