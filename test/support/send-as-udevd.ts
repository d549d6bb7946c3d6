// SPDX-License-Identifier: MIT
/**
 * Sends an event of a link as udevd does, in the network namespace where it runs: node --import tsx send-as-udevd.ts
 * KEY=VALUE…
 */
import koffi from "koffi";
import { fromUdevd } from "./uevents.ts";

const AF_NETLINK = 16;
const SOCK_RAW = 3;
const NETLINK_KOBJECT_UEVENT = 15;
const UDEVD_GROUP = 2;

const libc = koffi.load(null);
const socket = libc.func("int socket(int domain, int type, int protocol)");
const sendto = libc.func("long sendto(int fd, const void *data, size_t size, int flags, const void *to, uint length)");

const properties = Object.fromEntries(process.argv.slice(2).map((argument) => argument.split("=", 2)));
const address = Buffer.alloc(12);
address.writeUInt16LE(AF_NETLINK);
address.writeUInt32LE(UDEVD_GROUP, 8);
const bytes = fromUdevd({ SUBSYSTEM: "net", ...properties });
const fd: number = socket(AF_NETLINK, SOCK_RAW, NETLINK_KOBJECT_UEVENT);
const sent: number = sendto(fd, bytes, bytes.length, 0, address, address.length);
// Nobody listens: ECONNREFUSED. The kernel asks for CAP_NET_ADMIN before that, and answers EPERM.
console.log(sent === bytes.length ? "sent" : `errno ${koffi.errno()}`);
