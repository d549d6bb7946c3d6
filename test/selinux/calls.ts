// SPDX-License-Identifier: MIT
/** What a program does, from strace, and what SELinux requires for it (security/selinux/hooks.c of the kernel). */
import { dirname } from "node:path";
import { SELF } from "./policy.ts";

/** What the policy must allow to the program's domain. */
export interface Access {
  /** A path, or a description of an object that has none. */
  object: string;
  /** For an object that has no path; SELF for one that has the domain's own type. */
  type?: string;
  /** The kernel's class of objects. */
  class: string;
  /** Whether the program creates it. */
  isMade: boolean;
  permissions: string[];
}

/** The path of the program in the guest, and the path where it is installed. */
export const TRACED = "/usr/lib/machine/failover-ifname";
export const INSTALLED = "/usr/lib/udev/failover-ifname";

/** Calls that SELinux does not check, with the arguments that the program passes. */
const FREE =
  /^(arch_prctl|brk|clock_gettime|close|exit_group|fcntl|getpid|getrandom|lseek|madvise|mremap|munmap|p?poll|rt_sig\w+|setitimer|set_tid_address)$/;

/** Permissions on the object of a descriptor. */
const ON_DESCRIPTORS: { readonly [call: string]: string } = {
  bind: "bind",
  flock: "lock",
  fstat: "getattr",
  ftruncate: "write",
  getdents64: "read",
  getsockname: "getattr",
  pread64: "read",
  pwrite64: "write",
  read: "read",
  recvmsg: "read",
  sendto: "write", // to the kernel, by netlink
  setsockopt: "setopt",
  write: "write",
};

/** The objects behind the pipe that a traced program writes to: udevd's own, or in a service, journald's socket. */
export const OUTPUTS = {
  udev: own("a pipe of udevd", "fifo_file"),
  service: { ...own("the journal's socket", "unix_stream_socket"), type: "init_t" },
};

/** @returns what each call of a trace needs; throws Error for a call that is not in the lists */
export function accessesOf(trace: string, output: keyof typeof OUTPUTS = "udev"): Access[] {
  const accesses = trace
    .split("\n")
    .filter((line) => line !== "")
    .flatMap(accessesOfLine)
    .map((one) => (one.class === "fifo_file" ? { ...OUTPUTS[output], permissions: one.permissions } : one));
  const made = new Set(accesses.filter(({ isMade }) => isMade).map(({ object }) => object));
  return accesses.map((one) => ({ ...one, isMade: made.has(one.object) }));
}

function accessesOfLine(line: string): Access[] {
  const [, call = "", args = ""] = /^(\w+)\((.*)/.exec(line) ?? [];
  const path = /^(?:AT_FDCWD\S*, )?"([^"]*)"/.exec(args)?.[1] ?? "";
  if (FREE.test(call)) return [];
  if (call === "execve") return execution();
  if (call === "sendto" && args.includes("sun_path=")) return logging(args);
  // If the path does not exist, or is not a symlink, the kernel does not ask SELinux.
  if (line.endsWith("= -1 ENOENT (No such file or directory)")) return searches(path);
  if (line.endsWith("= -1 EINVAL (Invalid argument)") && call === "readlink") return searches(path);
  if (call === "readlink") return [...searches(path), access(path, "lnk_file", ["read"])];
  if (call === "open" || call === "openat") return [...searches(path), ...opening(path, args)];
  if (call === "socket") return [socketAccess(socketClass(args), ["create"])];
  if (call === "mmap") return mapping(args);
  const permission = ON_DESCRIPTORS[call];
  if (permission === undefined) throw new Error(`what does SELinux want for this? ${line}`);
  return onDescriptor(args, permission, call === "getdents64" || args.includes("S_IFDIR") ? "dir" : undefined);
}

/** The program stays in the domain (see the test). */
function execution(): Access[] {
  const permissions = ["execute", "execute_no_trans", "getattr", "map", "open", "read"];
  return [...searches(INSTALLED), access(INSTALLED, "file", permissions)];
}

function opening(path: string, args: string): Access[] {
  const wanted = ["open"];
  if (/O_RDONLY|O_RDWR/.test(args)) wanted.push("read");
  if (/O_WRONLY|O_RDWR/.test(args)) wanted.push(args.includes("O_APPEND") ? "append" : "write");
  if (args.includes("O_DIRECTORY")) return [access(path, "dir", wanted)];
  if (!args.includes("O_CREAT")) return [access(path, classOf(path), wanted)];
  const folder = access(dirname(path), "dir", ["add_name", "search", "write"]);
  return [folder, { ...access(path, "file", [...wanted, "create"]), isMade: true }];
}

function onDescriptor(args: string, permission: string, kind?: string): Access[] {
  const [, file = "", line] = /^\d+<([^<>]*)(?:<.*?>)?>(.*)/.exec(args) ?? [];
  if (file === TRACED) return execution();
  if (file.startsWith("/")) return [access(file, kind ?? classOf(file), [permission])];
  if (file.startsWith("pipe:")) return [{ ...OUTPUTS.udev, permissions: [permission] }];
  if (!file.startsWith("NETLINK")) throw new Error(`what is descriptor ${args}?`);
  if (permission !== "write") return [socketAccess("netlink_route_socket", [permission])];
  // security/selinux/nlmsgtab.c, nlmsg_route_perms. rtnetlink_rcv_msg() requires CAP_NET_ADMIN for all but RTM_GET*.
  if (isQuestion(line ?? "")) return [socketAccess("netlink_route_socket", ["nlmsg_read", "write"])];
  const admin = { ...own("CAP_NET_ADMIN", "capability"), permissions: ["net_admin"] };
  return [socketAccess("netlink_route_socket", ["nlmsg_write", "write"]), admin];
}

/** strace has no names for the types if the kernel does not show it the family of the socket. */
function isQuestion(message: string): boolean {
  const [, type = ""] = /nlmsg_type=(\w+)/.exec(message) ?? [];
  // Types come in fours from 16 on: new, delete, get, set (include/uapi/linux/rtnetlink.h).
  return type.startsWith("RTM_") ? type.startsWith("RTM_GET") : Number(type) % 4 === 2;
}

/** /dev/log is a socket, or with systemd a symlink to one. journald or syslogd listens there. */
function logging(args: string): Access[] {
  if (!args.includes('sun_path="/dev/log"')) throw new Error(`a message to whom? ${args}`);
  const real = "/run/systemd/journal/dev-log";
  return [
    socketAccess("unix_dgram_socket", ["write"]),
    ...searches("/dev/log"),
    ...searches(real),
    access("/dev/log", "lnk_file", ["read"]),
    access("/dev/log", "sock_file", ["write"]),
    access(real, "sock_file", ["write"]),
    {
      object: "the log's socket",
      type: "syslogd_t",
      class: "unix_dgram_socket",
      isMade: false,
      permissions: ["sendto"],
    },
  ];
}

/** Memory without a file must not be writable and executable at the same time. */
function mapping(args: string): Access[] {
  if (args.includes("PROT_EXEC")) throw new Error(`a program under udevd may not do this: mmap(${args}`);
  return args.includes("MAP_ANONYMOUS") ? [] : onDescriptor(args.replace(/^.*, (?=\d+<)/, ""), "map");
}

/** The program must search each folder of the path, and read the symlinks of sysfs. */
function searches(path: string): Access[] {
  const folder = dirname(path);
  const [link] = /^\/sys\/(class\/net|bus\/\w+\/devices)\/[^/]+/.exec(path) ?? [];
  const here = access(folder, "dir", ["search"]);
  if (folder === "/") return [here];
  const links = link === undefined || folder.length < link.length ? [] : [access(link, "lnk_file", ["read"])];
  return [...searches(folder), here, ...links];
}

function access(object: string, kind: string, permissions: string[]): Access {
  return { object, class: kind, isMade: false, permissions };
}

function own(object: string, kind: string): Access {
  return { object, type: SELF, class: kind, isMade: false, permissions: [] };
}

function socketAccess(kind: string, permissions: string[]): Access {
  return { ...own("a socket of its own", kind), permissions };
}

function socketClass(args: string): string {
  if (args.startsWith("AF_NETLINK") && args.includes("NETLINK_ROUTE")) return "netlink_route_socket";
  if (args.startsWith("AF_UNIX, SOCK_DGRAM")) return "unix_dgram_socket";
  throw new Error(`a socket of what class? ${args}`);
}

function classOf(path: string): string {
  return path.startsWith("/dev/") ? "chr_file" : "file";
}
