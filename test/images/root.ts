// SPDX-License-Identifier: MIT
/** The root directory of an image that is not running. What is changed in it is lost when it is closed. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { runTool } from "../vm/host.ts";
import type { Built } from "./image.ts";

export interface ImageRoot {
  /** The directory. */
  path: string;
  /**
   * Runs one line of shell, on this machine.
   *
   * @returns its output
   * @throws Error if it fails
   */
  run(line: string): Promise<string>;
  /** Runs one line of shell in the root. */
  runInside(line: string): Promise<string>;
  close(): Promise<void>;
}

/** In milliseconds. To make an initramfs takes minutes on a busy machine. */
const limit = 900_000;

/** The mounts are in a namespace that ends with this shell, and this shell ends with the test, whose end closes its input. */
const holder = `
  mount -t tmpfs none /mnt
  mkdir /mnt/image /mnt/changes /mnt/work /mnt/root
  mount -o loop,ro,noload "$0" /mnt/image
  mount -t overlay -o lowerdir=/mnt/image,upperdir=/mnt/changes,workdir=/mnt/work none /mnt/root
  echo ready
  cat
`;

/** Opens the root directory of an image. It needs root. */
export async function openRoot({ disk }: Built): Promise<ImageRoot> {
  const shell = spawn("unshare", ["--mount", "bash", "-e", "-c", holder, disk], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(shell, "exit");
  const ready = await Promise.race([once(shell.stdout, "data"), ended]);
  if (String(ready[0]) !== "ready\n") throw new Error(`the root directory of ${disk} cannot be mounted`);
  const path = `/proc/${shell.pid}/root/mnt/root`;
  return {
    path,
    run: (line) => runTool("bash", ["-e", "-c", line], limit),
    runInside: (line) =>
      runTool("chroot", [path, "env", "-i", "PATH=/usr/sbin:/usr/bin", "HOME=/root", "sh", "-e", "-c", line], limit),
    close: async () => {
      shell.stdin.end();
      await ended;
    },
  };
}
