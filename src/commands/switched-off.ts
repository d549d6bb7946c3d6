/**
 * Does the kernel's command line say `failover_ifname=0`? The last one counts, and it is for what udev starts: an
 * administrator who runs a command means it.
 */
export function isSwitchedOff(kernelCommandLine: string): boolean {
  const key = "failover_ifname=";
  const line = ` ${kernelCommandLine.split("\n").join(" ")} `;
  const at = line.lastIndexOf(` ${key}`);
  return at !== -1 && line.startsWith("0 ", at + 1 + key.length);
}
