// SPDX-License-Identifier: MIT
import { Exit, Failure } from "../errors.ts";
import { i32, pack16, pack32, text, u32, type Words } from "./bytes.ts";

/** A netlink message within a datagram: struct nlmsghdr (include/uapi/linux/netlink.h) and where its payload lies. */
export interface Message {
  type: number;
  flags: number;
  sequence: number;
  portId: number;
  /** The datagram that the payload is a part of, from byte `from` to byte `to`. */
  words: Words;
  from: number;
  to: number;
}

/** An NLMSG_ERROR or the end of a dump: the errno (0 is an acknowledgement) and the kernel's own words, if it has said why. */
export interface Acknowledgement {
  /** The positive errno, 0 for success. */
  errno: number;
  /** NLMSGERR_ATTR_MSG of the extended acknowledgement; empty where there is none. */
  text: string;
  /** NLM_F_DUMP_INTR: links changed while a dump was made, and it may miss some. */
  interrupted: boolean;
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

/** Where the payload of an attribute begins (struct nlattr). */
export const ATTRIBUTE_HEADER = 4;

const HEADER_LENGTH = 16;
const NLMSGERR_ATTR_MSG = 1;
/** The bits of nla_type that are the type, without NLA_F_NESTED and NLA_F_NET_BYTEORDER. */
export const NLA_TYPE_MASK = 0x3fff;
const NLA_F_NESTED = 0x8000;

/** A message as it goes into `RouteSocket.send`. */
export function encodeMessage(type: number, flags: number, sequence: number, portId: number, payload: string): string {
  return (
    pack32(HEADER_LENGTH + payload.length) + pack16(type) + pack16(flags) + pack32(sequence) + pack32(portId) + payload
  );
}

/** The messages of a datagram of `length` bytes, in order. Throws Failure. */
export function decodeMessages(words: Words, length: number): Message[] {
  const messages: Message[] = [];
  for (let at = 0, end = 0; at < length; at = aligned(end)) {
    end = at + u32(words, at);
    if (end < at + HEADER_LENGTH || end > length) throw malformed(`a message is cut off at byte ${at} of ${length}`);
    const kind = u32(words, at + 4);
    messages.push({
      type: kind & 0xffff,
      flags: kind >>> 16,
      sequence: u32(words, at + 8),
      portId: u32(words, at + 12),
      words,
      from: at + HEADER_LENGTH,
      to: end,
    });
  }
  return messages;
}

/** An attribute (struct nlattr) with its padding. */
export function encodeAttribute(type: number, payload: string): string {
  const length = ATTRIBUTE_HEADER + payload.length;
  return pack16(length) + pack16(type) + payload + "\0".repeat(aligned(length) - length);
}

/** An attribute that holds attributes. */
export function encodeNested(type: number, payload: string): string {
  return encodeAttribute(type | NLA_F_NESTED, payload);
}

/**
 * Where the payload of the attribute at `at` ends; it begins at `at + ATTRIBUTE_HEADER`, and the next attribute at
 * `aligned` of this. Throws Failure where that is beyond `to`.
 */
export function attributeEnd(words: Words, at: number, to: number): number {
  const length = i32(words, at) & 0xffff;
  if (length >= ATTRIBUTE_HEADER && at + length <= to) return at + length;
  throw malformed(`an attribute is cut off at byte ${at} of ${to}`);
}

/** The type of the attribute at `at`, without the flags that the kernel may put there (NLA_F_NESTED). */
export function attributeType(words: Words, at: number): number {
  return (i32(words, at) >>> 16) & NLA_TYPE_MASK;
}

/** The first multiple of 4 from `length` on: where netlink puts what follows (NLMSG_ALIGN, NLA_ALIGN). */
export function aligned(length: number): number {
  return (length + 3) & ~3;
}

/** A message that cannot be what the kernel has sent. */
export function malformed(why: string): Failure {
  return new Failure(Exit.fault, `malformed answer from the kernel: ${why}`);
}

/** What an NLMSG_ERROR or NLMSG_DONE says (net/netlink/af_netlink.c, netlink_ack and netlink_dump_done). */
export function decodeAcknowledgement(message: Message): Acknowledgement {
  const { words, from, to } = message;
  const interrupted = (message.flags & NLM_F_DUMP_INTR) !== 0;
  // Kernels end some dumps with an empty NLMSG_DONE.
  if (message.type === NLMSG_DONE && to - from < 4) return { errno: 0, text: "", interrupted };
  if (to - from < (message.type === NLMSG_ERROR ? 4 + HEADER_LENGTH : 4)) {
    throw malformed("an acknowledgement is cut off");
  }
  return { errno: Math.max(0, -i32(words, from)), text: acknowledgementText(message), interrupted };
}

function acknowledgementText(message: Message): string {
  if ((message.flags & NLM_F_ACK_TLVS) === 0) return "";
  const { words, to } = message;
  for (let at = attributesOf(message), end = at; at < to; at = aligned(end)) {
    end = attributeEnd(words, at, to);
    if (attributeType(words, at) === NLMSGERR_ATTR_MSG) return text(words, at + ATTRIBUTE_HEADER, end);
  }
  return "";
}

function attributesOf(message: Message): number {
  const errno = message.from + 4;
  if (message.type === NLMSG_DONE) return errno;
  const request = (message.flags & NLM_F_CAPPED) !== 0 ? HEADER_LENGTH : u32(message.words, errno);
  const at = errno + aligned(request);
  if (at > message.to) throw malformed("an acknowledgement is cut off");
  return at;
}
