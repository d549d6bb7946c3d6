// SPDX-License-Identifier: MIT
/** A machine whose udevd runs the program under strace. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { projectFolder } from "../vm/host.ts";
import type { GuestFile } from "../vm/initramfs.ts";
import { runUnpacked } from "../vm/packages.ts";
import { replugged } from "../vm/steps.ts";
import { withMachine } from "../vm/with-machine.ts";
import { TRACED } from "./calls.ts";

/** The output of strace. */
export interface Traces {
  /** Of all runs under udevd, one after the other. */
  udev: string;
  /** Of the command of the service. */
  service: string;
}

/**
 * Boots, lets the master's run rename a slave, starts a system log, and replugs the primary. Then the command of the service
 * renames a slave in place of udevd.
 *
 * @param tree see policyTree
 */
export async function traceRuns(tree: string): Promise<Traces> {
  const options = { withRule: true, udevDebug: false, hotplug: "acpi", masterUp: true } as const;
  // For each socket, strace asks for a module that the guest does not have. The kernel would start modprobe(8) for it.
  const kernelArguments = ["sysctl.kernel.modprobe=/none"];
  return await withMachine({ ...options, kernelArguments, files: await tracedFiles(tree) }, async (machine) => {
    await machine.succeed(misname);
    await machine.succeed("syslogd");
    await replugged(machine);
    const udev = await machine.succeed("cat /run/trace.*");
    await machine.succeed(serve);
    return { udev, service: await machine.succeed("cat /run/trace-of-service") };
  });
}

const misname = [
  "ip link set enp1s0npf name wrong0",
  "udevadm trigger --action=add /sys/class/net/enp1s0",
  "udevadm settle --timeout=30",
].join(" && ");

const serve = [
  "udevadm control --stop-exec-queue",
  "ip link set enp1s0npf name wrong1",
  "TRACE=/run/trace-of-service /usr/lib/udev/failover-ifname rename --unless-disabled | cat >/run/renamed",
  "udevadm control --start-exec-queue",
  "grep -q '^wrong1 .* is enp1s0npf now' /run/renamed",
].join(" && ");

async function tracedFiles(tree: string): Promise<GuestFile[]> {
  const strace = "usr/bin/strace";
  const libraries = (await runUnpacked(tree, strace, [], ["--list"])).matchAll(/ => (\S+) \(/g);
  return [
    { path: "usr/lib/udev/failover-ifname", from: fileURLToPath(new URL("guest/failover-ifname", import.meta.url)) },
    { path: TRACED.slice(1), from: join(projectFolder, "build/failover-ifname") },
    { path: "etc/failover-ifname.conf", text: "Enable=yes\n" },
    { path: "etc/failover-ifname.conf.d/10-primary.conf", text: "PrimarySuffix=npf\n" },
    { path: "usr/lib/failover-ifname.conf.d/20-standby.conf", text: "StandbySuffix=nsby\n" },
    { path: strace, from: join(tree, strace) },
    ...[...libraries].map(([, from = ""]) => ({ path: from.slice(tree.length + 1), from })),
  ];
}
