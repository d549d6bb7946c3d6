import { i32, pack16, pack32, text, u16, u32 } from "./bytes.ts";

/** A netlink message within a datagram: struct nlmsghdr (include/uapi/linux/netlink.h) and where its payload lies. */
export interface Message {
  type: number;
  flags: number;
  sequence: number;
  portId: number;
  /** The datagram that the payload is a part of, from `from` to `to`. */
  bytes: string;
  from: number;
  to: number;
}

/** An NLMSG_ERROR or the end of a dump: the errno (0 is an acknowledgement) and the kernel's own words, where it has any. */
export interface Acknowledgement {
  /** The positive errno, 0 for success. */
  errno: number;
  /** NLMSGERR_ATTR_MSG of the extended acknowledgement; empty where there is none. */
  text: string;
}

/** Bytes that are no netlink message: cut off, or with a length that cannot be. */
export class MalformedMessage extends Error {
  override readonly name = "MalformedMessage";
}

export const NLMSG_ERROR = 2;
export const NLMSG_DONE = 3;

export const NLM_F_REQUEST = 0x1;
export const NLM_F_ACK = 0x4;
/** On a part of a dump: links changed while it was made, and it may miss some. */
export const NLM_F_DUMP_INTR = 0x10;
export const NLM_F_DUMP = 0x300;
/** With NLM_F_REQUEST on RTM_NEWLINKPROP. */
export const NLM_F_CREATE = 0x400;
export const NLM_F_EXCL = 0x200;
/** On an NLMSG_ERROR: the request is not repeated whole, only its header. */
const NLM_F_CAPPED = 0x100;
/** On an NLMSG_ERROR or NLMSG_DONE: attributes of the extended acknowledgement follow. */
const NLM_F_ACK_TLVS = 0x200;

const HEADER_LENGTH = 16;
const NLMSGERR_ATTR_MSG = 1;
const NLA_TYPE_MASK = 0x3fff;
const NLA_F_NESTED = 0x8000;

/** A message as it goes into `RouteSocket.send`. */
export function encodeMessage(type: number, flags: number, sequence: number, portId: number, payload: string): string {
  return (
    pack32(HEADER_LENGTH + payload.length) + pack16(type) + pack16(flags) + pack32(sequence) + pack32(portId) + payload
  );
}

/** The messages of a datagram, in order. Throws MalformedMessage. */
export function decodeMessages(bytes: string): Message[] {
  const messages: Message[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = at + HEADER_LENGTH <= bytes.length ? u32(bytes, at) : 0;
    if (length < HEADER_LENGTH || at + length > bytes.length) {
      throw new MalformedMessage(`a netlink message is cut off at byte ${at} of ${bytes.length}`);
    }
    messages.push({
      type: u16(bytes, at + 4),
      flags: u16(bytes, at + 6),
      sequence: u32(bytes, at + 8),
      portId: u32(bytes, at + 12),
      bytes,
      from: at + HEADER_LENGTH,
      to: at + length,
    });
    at += aligned(length);
  }
  return messages;
}

/** An attribute (struct nlattr) with its padding. */
export function encodeAttribute(type: number, payload: string): string {
  const length = 4 + payload.length;
  return pack16(length) + pack16(type) + payload + "\0".repeat(aligned(length) - length);
}

/** An attribute that holds attributes. */
export function encodeNested(type: number, payload: string): string {
  return encodeAttribute(type | NLA_F_NESTED, payload);
}

/** Calls `visit` with the type of each attribute from `from` to `to` and where its payload lies. Throws MalformedMessage. */
export function forEachAttribute(
  bytes: string,
  from: number,
  to: number,
  visit: (type: number, from: number, to: number) => void,
): void {
  for (let at = from; at < to; ) {
    const length = at + 4 <= to ? u16(bytes, at) : 0;
    if (length < 4 || at + length > to) {
      throw new MalformedMessage(`a netlink attribute is cut off at byte ${at} of ${to}`);
    }
    visit(u16(bytes, at + 2) & NLA_TYPE_MASK, at + 4, at + length);
    at += aligned(length);
  }
}

/** What an NLMSG_ERROR or NLMSG_DONE says (net/netlink/af_netlink.c, netlink_ack and netlink_dump_done). */
export function decodeAcknowledgement(message: Message): Acknowledgement {
  const { bytes, from, to } = message;
  // Kernels end some dumps with an empty NLMSG_DONE.
  if (message.type === NLMSG_DONE && to - from < 4) return { errno: 0, text: "" };
  if (to - from < (message.type === NLMSG_ERROR ? 4 + HEADER_LENGTH : 4)) {
    throw new MalformedMessage("a netlink acknowledgement is cut off");
  }
  return { errno: Math.max(0, -i32(bytes, from)), text: acknowledgementText(message) };
}

function acknowledgementText(message: Message): string {
  if ((message.flags & NLM_F_ACK_TLVS) === 0) return "";
  let result = "";
  forEachAttribute(message.bytes, attributesOf(message), message.to, (type, from, to) => {
    if (type === NLMSGERR_ATTR_MSG) result = text(message.bytes, from, to);
  });
  return result;
}

function attributesOf(message: Message): number {
  const errno = message.from + 4;
  if (message.type === NLMSG_DONE) return errno;
  const request = (message.flags & NLM_F_CAPPED) !== 0 ? HEADER_LENGTH : u32(message.bytes, errno);
  const at = errno + aligned(request);
  if (at > message.to) throw new MalformedMessage("a netlink acknowledgement is cut off");
  return at;
}

function aligned(length: number): number {
  return (length + 3) & ~3;
}
