// SPDX-License-Identifier: MIT
/** A DHCP server (RFC 2131) of a few lines: gives each client an address, and itself as the router. */
import type { Answerer } from "../wire.ts";

/** The network of the leases. It is one of those that RFC 5737 keeps for examples. */
export const leaseNetwork = "192.0.2.";

const router = [192, 0, 2, 1];
const firstLease = 10;

/** The layout of a frame without options in its IP header. */
const at = { ethernet: 0, ip: 14, udp: 34, bootp: 42, options: 282 };

const option = { mask: 1, router: 3, requested: 50, leaseTime: 51, type: 53, server: 54, clientId: 61, end: 255 };
const message = { discover: 1, offer: 2, request: 3, ack: 5, nak: 6 };

/**
 * Starts with no leases. As in most servers, a client is told from others by its client identifier, or by its MAC if it
 * sends none.
 */
export function dhcpServer(): Answerer {
  const leases = new Map<string, number>();
  return (frame) => {
    if (!isForServer(frame)) return undefined;
    const options = readOptions(frame.subarray(at.options));
    const client = options.get(option.clientId) ?? frame.subarray(at.bootp + 28, at.bootp + 34);
    const key = client.toString("hex");
    const last = leases.get(key) ?? firstLease + leases.size;
    const address = [...router.slice(0, 3), last];
    switch (options.get(option.type)?.[0]) {
      case message.discover:
        return reply(frame, message.offer, address);
      case message.request: {
        const requested = options.get(option.requested) ?? frame.subarray(at.bootp + 12, at.bootp + 16);
        if (!requested.equals(Buffer.from(address))) return reply(frame, message.nak, [0, 0, 0, 0]);
        leases.set(key, last);
        return reply(frame, message.ack, address);
      }
      default:
        return undefined;
    }
  };
}

/** @returns whether it is a request over IPv4 and UDP to port 67 */
function isForServer(frame: Buffer): boolean {
  if (frame.length < at.options || frame.readUInt16BE(12) !== 0x0800 || frame[at.ip] !== 0x45) return false;
  return frame[at.ip + 9] === 17 && frame.readUInt16BE(at.udp + 2) === 67 && frame[at.bootp] === 1;
}

function readOptions(bytes: Buffer): Map<number, Buffer> {
  const options = new Map<number, Buffer>();
  let offset = 0;
  while (offset < bytes.length && bytes[offset] !== option.end) {
    const code = bytes[offset] ?? option.end;
    if (code === 0) {
      offset++;
      continue;
    }
    const end = offset + 2 + (bytes[offset + 1] ?? 0);
    options.set(code, bytes.subarray(offset + 2, end));
    offset = end;
  }
  return options;
}

function reply(request: Buffer, type: number, address: number[]): Buffer {
  const options = Buffer.from([
    ...[option.type, 1, type, option.server, 4, ...router],
    ...[option.mask, 4, 255, 255, 255, 0, option.router, 4, ...router, option.leaseTime, 4, 0, 0, 0x0e, 0x10],
    option.end,
  ]);
  const frame = Buffer.alloc(at.options + Math.max(options.length, 60));
  frame.fill(0xff, 0, 6);
  frame.set([0x52, 0x54, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00], 6);
  frame.set([0x45, 0], at.ip);
  frame.writeUInt16BE(frame.length - at.ip, at.ip + 2);
  frame.set([64, 17], at.ip + 8);
  frame.set([...router, 255, 255, 255, 255], at.ip + 12);
  frame.writeUInt16BE(checksum(frame.subarray(at.ip, at.udp)), at.ip + 10);
  frame.writeUInt16BE(67, at.udp);
  frame.writeUInt16BE(68, at.udp + 2);
  // The UDP checksum stays 0, which means that there is none.
  frame.writeUInt16BE(frame.length - at.udp, at.udp + 4);
  request.copy(frame, at.bootp, at.bootp, at.options);
  frame.fill(0, at.bootp + 44, at.options - 4);
  frame[at.bootp] = 2;
  frame.set(address, at.bootp + 16);
  frame.set(router, at.bootp + 20);
  frame.set(options, at.options);
  return frame;
}

function checksum(header: Buffer): number {
  let sum = 0;
  for (let offset = 0; offset < header.length; offset += 2) sum += header.readUInt16BE(offset);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
