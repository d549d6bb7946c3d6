// SPDX-License-Identifier: MIT
import type { Files } from "../host/files.ts";
import { type FileStatus, SystemError } from "../host/host.ts";
import type { Entry } from "../text/tar.ts";

/**
 * The files in an archive. They answer as the same files in a directory would, but an absolute symlink stays inside, and a
 * path leads nowhere else.
 *
 * @param root put in front of each path in messages
 */
export function tarFiles(root: string, entries: readonly Entry[]): Files {
  const nodes = treeOf(entries);
  const find = (path: string, follow: boolean): Node | undefined => resolve(nodes, path, follow, root);
  return {
    path: (path) => root + path,
    readFile: (path, limit) => {
      const node = find(path, true);
      if (node === undefined) return undefined;
      if (node.type !== "file") throw new SystemError(EOPNOTSUPP, `read ${root}${path}`);
      if (node.content.length > limit) throw new SystemError(EFBIG, `read ${root}${path}`);
      return node.content;
    },
    readSymlink: (path) => {
      const node = find(path, false);
      if (node !== undefined && node.type !== "symlink") throw new SystemError(EINVAL, `readlink ${root}${path}`);
      return node?.content;
    },
    readDirectory: (path) => {
      const node = find(path, true);
      return node?.type === "directory" ? [...node.names].sort() : undefined;
    },
    fileStatus: (path) => {
      const node = find(path, true);
      return node === undefined ? undefined : statusOf(node);
    },
  };
}

/** An archive of `capture` has no times, and the same permissions for each file. */
function statusOf({ type, content, inode }: Node): FileStatus {
  const isFile = type === "file";
  const permissions = isFile ? 0o644 : 0o755;
  const isDirectory = type === "directory";
  return { isFile, isDirectory, permissions, size: content.length, modified: 0, inode, device: 0 };
}

/** The inode is a number of its own. An archive has none, and doctor tells by it whether two paths are the same file. */
type Node = Entry & { readonly names: Set<string>; readonly inode: number };

const EINVAL = 22;
const EFBIG = 27;
const ELOOP = 40;
const EOPNOTSUPP = 95;

/** As MAXSYMLINKS of Linux. */
const SYMLINKS_MAX = 40;

/** All entries by path, with the directories that they are in. If a path comes twice, the last one counts, as for tar. */
function treeOf(entries: readonly Entry[]): Map<string, Node> {
  const nodes: Map<string, Node> = new Map();
  let inode = 1;
  nodes.set("", { type: "directory", path: "", content: "", names: new Set(), inode });
  const add = (entry: Entry): void => {
    const slash = entry.path.lastIndexOf("/");
    nodes.get(entry.path.slice(0, slash))?.names.add(entry.path.slice(slash + 1));
    nodes.set(entry.path, { ...entry, names: nodes.get(entry.path)?.names ?? new Set<string>(), inode: ++inode });
  };
  for (const entry of entries) {
    if (entry.path === "/") continue;
    for (let slash = entry.path.indexOf("/", 1); slash > 0; slash = entry.path.indexOf("/", slash + 1)) {
      const path = entry.path.slice(0, slash);
      if (!nodes.has(path)) add({ type: "directory", path, content: "" });
    }
    add(entry);
  }
  return nodes;
}

function resolve(nodes: Map<string, Node>, path: string, follow: boolean, root: string): Node | undefined {
  let at = "";
  let symlinks = 0;
  const rest = path.split("/").reverse();
  while (rest.length > 0) {
    const part = rest.pop() ?? "";
    if (part === "..") at = at.slice(0, Math.max(0, at.lastIndexOf("/")));
    if (part === "" || part === "." || part === "..") continue;
    const node = nodes.get(`${at}/${part}`);
    if (node === undefined) return undefined;
    // A symlink to /dev/null masks a file of systemd or udev. It is no regular file, and an archive has no devices.
    if (node.content === "/dev/null" && node.type === "symlink" && rest.length === 0) return node;
    if (node.type === "symlink" && (follow || rest.length > 0)) {
      if (++symlinks > SYMLINKS_MAX) throw new SystemError(ELOOP, `open ${root}${path}`);
      if (node.content.startsWith("/")) at = "";
      rest.push(...node.content.split("/").reverse());
    } else if (node.type === "directory" || rest.length === 0) at = node.path;
    else return undefined;
  }
  return nodes.get(at);
}
