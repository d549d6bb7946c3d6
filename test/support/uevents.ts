// SPDX-License-Identifier: MIT
/** Messages of NETLINK_KOBJECT_UEVENT as the kernel and udevd write them, made without the code under test. */

type Properties = { readonly [key: string]: string };

export function kernelUevent(devpath: string, properties: Properties & { readonly ACTION: string }): Buffer {
  return Buffer.from(`${properties.ACTION}@${devpath}\0${list(properties)}`, "latin1");
}

/** What udevd sends to its listeners (struct monitor_netlink_header of systemd's device-monitor.c, then the properties). */
export function fromUdevd(properties: Properties): Buffer {
  return libudev(properties, {});
}

export function libudev(
  properties: Properties,
  {
    magic = 0xfeedcafe,
    offset = 40,
    length,
  }: { readonly magic?: number; readonly offset?: number; readonly length?: number },
): Buffer {
  const content = Buffer.from(list(properties), "latin1");
  const header = Buffer.alloc(40);
  header.write("libudev", 0, "latin1");
  header.writeUInt32BE(magic, 8);
  header.writeUInt32LE(header.length, 12);
  header.writeUInt32LE(offset, 16);
  header.writeUInt32LE(length ?? content.length, 20);
  return Buffer.concat([header, content]);
}

function list(properties: Properties): string {
  return Object.entries(properties)
    .map(([key, value]) => `${key}=${value}\0`)
    .join("");
}
