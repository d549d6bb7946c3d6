// SPDX-License-Identifier: MIT
/** Which of QEMU's ways to run a guest works here. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:fs";
import { access, mkdir, readFile, writeFile } from "node:fs/promises";
import { machine } from "node:os";
import { join } from "node:path";
import { type Architecture, qemuOf } from "./architectures.ts";
import { cacheFolder } from "./host.ts";

/** Hardware virtualization, or emulation. */
export type Accelerator = "kvm" | "tcg";

const trialLimit = 8000;

/**
 * Tests whether a kernel starts under KVM, because a guest can hang early although /dev/kvm exists. The answer is kept
 * until this machine boots again.
 *
 * @param kernel the image to try
 */
export async function chooseAccelerator(kernel: string, architecture: Architecture): Promise<Accelerator> {
  if (architecture.name !== machine()) return "tcg";
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").then(
    (text) => text.trim(),
    () => "unknown",
  );
  const note = join(cacheFolder, "accelerator");
  const [noted, known] = await readFile(note, "utf8").then(
    (text) => text.split(" "),
    () => [],
  );
  if (noted === boot && (known === "kvm" || known === "tcg")) return known;
  const found = (await kvmWorks(kernel, architecture)) ? "kvm" : "tcg";
  await mkdir(cacheFolder, { recursive: true });
  await writeFile(note, `${boot} ${found}`);
  return found;
}

async function kvmWorks(kernel: string, architecture: Architecture): Promise<boolean> {
  const allowed = await access("/dev/kvm", constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!allowed) return false;
  const { board, console } = architecture;
  const args = `-machine ${board} -accel kvm -cpu max -m 256 -nodefaults -no-user-config -nic none -display none -no-reboot`;
  const trial = ["-serial", "stdio", "-kernel", kernel, "-append", `console=${console} panic=-1`];
  const qemu = spawn(qemuOf(architecture), [...args.split(" "), ...trial], { stdio: ["ignore", "pipe", "ignore"] });
  try {
    const ended = once(qemu, "exit").then(() => false);
    const spoke = once(qemu.stdout, "data", { signal: AbortSignal.timeout(trialLimit) }).then(
      () => true,
      () => false,
    );
    return await Promise.race([ended, spoke]);
  } finally {
    qemu.kill("SIGKILL");
  }
}
