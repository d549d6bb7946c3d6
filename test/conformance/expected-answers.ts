// SPDX-License-Identifier: MIT
/** What the scenario asksRoute must print, on any kernel. */

/** The result of a wait in which no datagram came. */
export const NOTHING = { datagram: false, back: "in time" };

/** The result of asksRoute, on a machine whose loopback link is up or not. */
export function expectedAnswers(isLoUp: boolean): unknown {
  const answer = (sequence: number) => ({
    sender: 0,
    truncated: false,
    words: "as many as the length says",
    signed: true,
    sequence,
    "to this socket": true,
    link: { ifindex: 1, name: "lo", up: isLoUp },
  });
  return {
    "port ids are the kernel's, and differ": true,
    answer: answer(7),
    "answer that is there already, after the deadline": answer(8),
    "nothing comes": NOTHING,
    "nothing comes, deadline gone": NOTHING,
    "nothing comes, deadline between two milliseconds": NOTHING,
    "larger than the buffer": { sender: 0, truncated: true, length: 32768, words: 8192, last: 0x55555555 },
    "after the answer that was too large": NOTHING,
    "send, too large": { refused: "errno 90", message: "send on a netlink socket: errno 90" },
  };
}
