// SPDX-License-Identifier: MIT
import type { Host } from "../../src/host/host.ts";
import { attemptAll, type Scenario } from "./scenario.ts";

/** The calls that read, in the folder that files.test.ts has made. */
export const readsFiles: Scenario = (host, [folder = ""]) =>
  attemptAll({
    "readFile, small": () => host.readFile(`${folder}/small`, 100),
    "readFile, empty": () => host.readFile(`${folder}/empty`, 100),
    "readFile, empty, at a limit of 0": () => host.readFile(`${folder}/empty`, 0),
    "readFile, every byte": () => host.readFile(`${folder}/every-byte`, 256),
    "readFile, as large as the limit": () => host.readFile(`${folder}/small`, 6),
    "readFile, a byte over the limit": () => host.readFile(`${folder}/small`, 5),
    "readFile, large: length": () => host.readFile(`${folder}/large`, 4 << 20)?.length,
    "readFile, large: end": () => host.readFile(`${folder}/large`, 4 << 20)?.slice(-4),
    "readFile, over the limit": () => host.readFile(`${folder}/large`, 65536),
    "readFile, of the kernel": () => host.readFile("/proc/sys/kernel/ostype", 100),
    "readFile, by a link": () => host.readFile(`${folder}/link`, 100),
    "readFile, name of bytes": () => host.readFile(`${folder}/\xff\xe9`, 100),
    "readFile, FIFO": () => host.readFile(`${folder}/fifo`, 100),
    "readFile, directory": () => host.readFile(`${folder}/names`, 100),
    "readFile, device": () => host.readFile("/dev/zero", 100),
    "readFile, missing": () => host.readFile(`${folder}/missing`, 100),
    "readFile, below a file": () => host.readFile(`${folder}/small/x`, 100),
    "readFile, link to itself": () => host.readFile(`${folder}/loop`, 100),
    "readFile, unreadable": () => host.readFile(`${folder}/unreadable`, 100),
    "readFile, name too long": () => host.readFile(`${folder}/${"x".repeat(256)}`, 100),
    "readFile, name with a NUL": () => host.readFile(`${folder}/small\0x`, 100),
    readSymlink: () => host.readSymlink(`${folder}/link`),
    "readSymlink, dangling, target of bytes": () => host.readSymlink(`${folder}/dangling`),
    "readSymlink, file": () => host.readSymlink(`${folder}/small`),
    "readSymlink, missing": () => host.readSymlink(`${folder}/missing`),
    "fileStatus, file": () => fieldsOf(host, `${folder}/small`),
    "fileStatus, link": () => fieldsOf(host, `${folder}/link`),
    "fileStatus, directory": () => fieldsOf(host, `${folder}/names`),
    "fileStatus, FIFO": () => fieldsOf(host, `${folder}/fifo`),
    "fileStatus, dangling": () => host.fileStatus(`${folder}/dangling`),
    "fileStatus, loop": () => host.fileStatus(`${folder}/loop`),
    readDirectory: () => host.readDirectory(`${folder}/names`),
    "readDirectory, empty": () => host.readDirectory(`${folder}/nothing`),
    "readDirectory, file": () => host.readDirectory(`${folder}/small`),
    "readDirectory, missing": () => host.readDirectory(`${folder}/missing`),
    "readDirectory, unreadable": () => host.readDirectory(`${folder}/secret`),
  });

function fieldsOf(host: Host, path: string): unknown {
  const status = host.fileStatus(path);
  if (status === undefined) return undefined;
  const { isFile, isDirectory, permissions, size, modified, inode, device } = status;
  const known = { size: isFile ? size : "any", modified: modified > 1e9, inode: inode > 0, device };
  return { isFile, isDirectory, permissions, ...known };
}

/** The calls that write, in the folder that writes.test.ts has made and looks at afterwards. */
export const writesFiles: Scenario = (host, [folder = "", everyByte = ""]) =>
  attemptAll({
    makeDirectory: () => void host.makeDirectory(`${folder}/new-directory`),
    "makeDirectory, name of bytes": () => void host.makeDirectory(`${folder}/\xff`),
    "makeDirectory, over a directory": () => void host.makeDirectory(`${folder}/directory`),
    "makeDirectory, over a file": () => void host.makeDirectory(`${folder}/file`),
    "makeDirectory, over a dangling link": () => void host.makeDirectory(`${folder}/dangling`),
    "makeDirectory, without its parent": () => void host.makeDirectory(`${folder}/missing/x`),
    writeFile: () => void host.writeFile(`${folder}/new-file`, host.readFile(everyByte, 256) ?? ""),
    "writeFile, large": () => void host.writeFile(`${folder}/new-large`, "x".repeat(3 << 20)),
    "writeFile, over a file": () => void host.writeFile(`${folder}/file`, "other"),
    "writeFile, over a directory": () => void host.writeFile(`${folder}/directory`, "other"),
    "writeFile, over a dangling link": () => void host.writeFile(`${folder}/dangling`, "other"),
    "writeFile, without its parent": () => void host.writeFile(`${folder}/missing/x`, "other"),
    "writeFile, not permitted": () => void host.writeFile(`${folder}/not-ours/x`, "other"),
    "writeFile, name with a NUL": () => void host.writeFile(`${folder}/x\0y`, "other"),
    makeSymlink: () => void host.makeSymlink("../target \xff", `${folder}/new-link`),
    "makeSymlink, over a file": () => void host.makeSymlink("x", `${folder}/file`),
    "makeSymlink, over a link": () => void host.makeSymlink("x", `${folder}/dangling`),
    "makeSymlink, to nowhere": () => void host.makeSymlink("", `${folder}/empty-link`),
  });
