// SPDX-License-Identifier: MIT
import { Exit, Failure } from "../errors.ts";
import { type Host, isSystemError, type RtnlSocket, SystemError } from "../host/host.ts";
import type { Link } from "./link.ts";
import {
  decodeLink,
  getAll,
  getByIndex,
  getByMaster,
  getByName,
  NAME_MAX,
  RTM_GETLINK,
  RTM_NEWLINK,
} from "./link-message.ts";
import {
  type Acknowledgement,
  decodeAcknowledgement,
  decodeMessages,
  encodeMessage,
  type Message,
  malformed,
  NLM_F_ACK,
  NLM_F_DUMP,
  NLM_F_DUMP_INTR,
  NLM_F_REQUEST,
  NLMSG_DONE,
  NLMSG_ERROR,
} from "./message.ts";

/** rtnetlink, as far as this program needs it: links to read, and requests for changes. Calls throw SystemError where the kernel refuses, else Failure. */
export interface Rtnl {
  /** A link, by ifindex; undefined where there is none. The answer waits for rtnl, and so for a registration's end. */
  link(ifindex: number): Link | undefined;
  /** A link, by name or altname; undefined where there is none. */
  linkNamed(name: string): Link | undefined;
  /** Every link. */
  links(): Link[];
  /** The links whose master is the one with this ifindex. */
  slaves(master: number): Link[];
  /** Sends a request for a change, and throws unless the kernel acknowledges it. The requests are in changes.ts. */
  change(type: number, flags: number, payload: string): void;
  /** From now on, each answer must come before this time of `host.now()`. Without it, each may take 3 s. */
  setDeadline(deadline: number): void;
}

/**
 * How long the kernel may take for one answer, in milliseconds, if no deadline is set. `name --udev` depends on it: without an
 * answer, the rule does nothing for the link. A driver can hold rtnl for seconds, and udevd waits for it without a deadline.
 */
const ANSWER_TIMEOUT = 3_000;

/** rtnetlink. The first request opens the socket, so that this can be called while the snapshot is made. */
export function openRtnl(host: Host): Rtnl {
  const conversation: Conversation = { host, socket: undefined, sequence: 0, deadline: undefined };
  return {
    link: (ifindex) => getLink(conversation, getByIndex(ifindex)),
    linkNamed: (name) => getLinkNamed(conversation, name),
    links: () => getLinks(conversation, getAll()),
    slaves: (master) => getLinks(conversation, getByMaster(master)).filter((link) => link.master === master),
    change: (type, flags, payload) => {
      const { errno, text } = request(conversation, type, NLM_F_ACK | flags, payload, unexpected);
      if (errno !== 0) throw refused(errno, text);
    },
    setDeadline: (deadline) => {
      conversation.deadline = deadline;
    },
  };
}

interface Conversation {
  readonly host: Host;
  socket: RtnlSocket | undefined;
  deadline: number | undefined;
  sequence: number;
}

const SUCCESS: Acknowledgement = { errno: 0, text: "", interrupted: false };

const ENODEV = 19;
const ETIMEDOUT = 110;

/** How often a dump is made that other changes interrupt: links that never stop changing must not hold the program. */
const DUMP_TRIES = 8;

function getLink(conversation: Conversation, payload: string): Link | undefined {
  let link: Link | undefined;
  const { errno, text } = request(conversation, RTM_GETLINK, 0, payload, (message) => {
    link = decodeLink(expectLink(message));
    return true;
  });
  if (errno === ENODEV) return undefined;
  if (errno !== 0) throw refused(errno, text);
  if (link === undefined) throw malformed("RTM_GETLINK is answered without a link");
  return link;
}

function getLinkNamed(conversation: Conversation, name: string): Link | undefined {
  try {
    return getLink(conversation, getByName(name));
  } catch (error) {
    // What kernels before 5.5 say to IFLA_ALT_IFNAME: there, no link has a name that is so long.
    if (name.length > NAME_MAX && isSystemError(error) && error.code === "EINVAL") return undefined;
    throw error;
  }
}

function getLinks(conversation: Conversation, payload: string): Link[] {
  for (let attempt = 1; ; attempt++) {
    const links: Link[] = [];
    let interrupted = false;
    const {
      errno,
      text,
      interrupted: inEnd,
    } = request(conversation, RTM_GETLINK, NLM_F_DUMP, payload, (message) => {
      links.push(decodeLink(expectLink(message)));
      interrupted ||= (message.flags & NLM_F_DUMP_INTR) !== 0;
      return false;
    });
    if (errno !== 0) throw refused(errno, text);
    if (!interrupted && !inEnd) return links;
    if (attempt === DUMP_TRIES) {
      const what = `links came or went ${DUMP_TRIES} times while the kernel listed them`;
      throw new Failure(Exit.busy, `${what}, so that the list may be incomplete; try again`);
    }
  }
}

/**
 * Sends a request and hands the messages that answer it to `visit`, which says whether that was the last one; an
 * acknowledgement is the last one in any case. Datagrams of another sender than the kernel, of another port id or
 * sequence number are none of ours (a forged one, an answer that came after its deadline) and are passed over.
 */
function request(
  conversation: Conversation,
  type: number,
  flags: number,
  payload: string,
  visit: (message: Message) => boolean,
): Acknowledgement {
  const { host } = conversation;
  conversation.socket ??= host.openRtnl("none");
  const { socket } = conversation;
  const sequence = ++conversation.sequence;
  socket.send(encodeMessage(type, NLM_F_REQUEST | flags, sequence, socket.portId, payload));
  const deadline = conversation.deadline ?? host.now() + ANSWER_TIMEOUT;
  for (;;) {
    const datagram = socket.receive(deadline);
    if (datagram === undefined) throw refused(ETIMEDOUT, "");
    let isAnswer = false;
    if (datagram.sender === 0) {
      if (datagram.truncated) throw malformed("a datagram is larger than the buffer");
      for (const message of decodeMessages(datagram.words, datagram.length)) {
        if (message.sequence !== sequence || message.portId !== socket.portId) continue;
        isAnswer = true;
        if (message.type === NLMSG_ERROR || message.type === NLMSG_DONE) return decodeAcknowledgement(message);
        if (visit(message)) return SUCCESS;
      }
    }
    // Datagrams that are no answer may come without end; the rest of a dump is there already when its first part is.
    if (!isAnswer && host.now() >= deadline) throw refused(ETIMEDOUT, "");
  }
}

/** `text` is the kernel's own words (the extended acknowledgement), empty where it has none. */
function refused(errno: number, text: string): SystemError {
  return new SystemError(errno, text === "" ? "rtnetlink" : `rtnetlink, ${text}`);
}

function expectLink(message: Message): Message {
  if (message.type !== RTM_NEWLINK) unexpected(message);
  return message;
}

function unexpected(message: Message): never {
  throw malformed(`unexpected message of type ${message.type}`);
}
