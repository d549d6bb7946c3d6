// SPDX-License-Identifier: MIT
/** Answers to a request, as the kernel sends them. */
import type { Request } from "./fake-kernel.ts";
import {
  attribute,
  donePayload,
  errorPayload,
  linkPayload,
  message,
  NLM_F_ACK_TLVS,
  NLM_F_MULTI,
  NLMSG_DONE,
  NLMSG_ERROR,
  RTM_NEWLINK,
  u32,
} from "./kernel-bytes.ts";

type Asked = Pick<Request, "sequence" | "portId">;

/** A link, or with `flags`, a part of a dump. */
export function newLink({ sequence, portId }: Asked, ifindex: number, name: string, flags = 0, master = 0): Buffer {
  const attributes = [attribute(3, `${name}\0`), ...(master === 0 ? [] : [attribute(10, u32(master))])];
  return message({ type: RTM_NEWLINK, flags, sequence, portId }, linkPayload(ifindex, 0, attributes));
}

/** An errno, or with 0, the acknowledgement. */
export function acknowledgement({ sequence, portId, bytes }: Request, errno: number, text = ""): Buffer {
  const flags = text === "" ? 0 : NLM_F_ACK_TLVS;
  return message({ type: NLMSG_ERROR, flags, sequence, portId }, errorPayload(errno, bytes, text));
}

/** The end of a dump. */
export function done({ sequence, portId }: Asked, errno = 0, flags = 0): Buffer {
  return message({ type: NLMSG_DONE, flags: NLM_F_MULTI | flags, sequence, portId }, donePayload(errno));
}
