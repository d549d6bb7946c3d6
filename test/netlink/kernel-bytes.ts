// SPDX-License-Identifier: MIT
/** Netlink messages as the kernel writes them, made without the code under test. */
import { readFileSync } from "node:fs";

export const RTM_NEWLINK = 16;
export const NLMSG_ERROR = 2;
export const NLMSG_DONE = 3;
export const NLM_F_MULTI = 0x2;
export const NLM_F_DUMP_INTR = 0x10;
export const NLM_F_CAPPED = 0x100;
export const NLM_F_ACK_TLVS = 0x200;

const HEADER_LENGTH = 16;
const NLMSGERR_ATTR_MSG = 1;

export interface Header {
  readonly type: number;
  readonly flags?: number;
  readonly sequence: number;
  readonly portId: number;
}

export function message({ type, flags = 0, sequence, portId }: Header, payload: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_LENGTH);
  header.writeUInt32LE(HEADER_LENGTH + payload.length, 0);
  header.writeUInt16LE(type, 4);
  header.writeUInt16LE(flags, 6);
  header.writeUInt32LE(sequence, 8);
  header.writeUInt32LE(portId, 12);
  return padded(Buffer.concat([header, payload]));
}

export function attribute(type: number, payload: Buffer | string): Buffer {
  const value = typeof payload === "string" ? Buffer.from(payload, "latin1") : payload;
  const header = Buffer.alloc(4);
  header.writeUInt16LE(4 + value.length, 0);
  header.writeUInt16LE(type, 2);
  return padded(Buffer.concat([header, value]));
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** An RTM_NEWLINK's payload: struct ifinfomsg and attributes. */
export function linkPayload(ifindex: number, flags: number, attributes: readonly Buffer[]): Buffer {
  return Buffer.concat([u32(0), u32(ifindex), u32(flags), u32(0), ...attributes]);
}

/** An NLMSG_ERROR's payload with the header of the request. A positive errno refuses the request. 0 acknowledges it. */
export function errorPayload(errno: number, request: Buffer, text = ""): Buffer {
  return Buffer.concat([errnoBytes(errno), padded(request), ...extendedText(text)]);
}

/** An NLMSG_DONE's payload: an errno that ended the dump, or 0. */
export function donePayload(errno: number, text = ""): Buffer {
  return Buffer.concat([errnoBytes(errno), ...extendedText(text)]);
}

/** A message that a real kernel has sent, from a file beside this one. */
export function recorded(name: string): Buffer {
  return Buffer.from(
    readFileSync(new URL(name, import.meta.url), "latin1")
      .split("\n")
      .join(""),
    "hex",
  );
}

/** Bytes as a host returns them (Datagram): words, padded with zeros. */
export function wordsOf(bytes: Buffer): number[] {
  const whole = padded(bytes);
  return Array.from({ length: whole.length / 4 }, (_, index) => whole.readInt32LE(4 * index));
}

function errnoBytes(errno: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(-errno);
  return bytes;
}

function extendedText(text: string): Buffer[] {
  return text === "" ? [] : [attribute(NLMSGERR_ATTR_MSG, `${text}\0`)];
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}
