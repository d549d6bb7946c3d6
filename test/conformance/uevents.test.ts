// SPDX-License-Identifier: MIT
/** NETLINK_KOBJECT_UEVENT sockets of a host, and the wait for two sockets. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { inNamespace, unlessNamespaces } from "../support/namespace.ts";
import { conform, HOSTS } from "./hosts.ts";

for (const host of HOSTS) {
  test(`${host.name}: uevents, and a wait for two sockets`, { skip: unlessNamespaces }, () => {
    assert.deepEqual(conform(host, "hearsUevents", [], { before: inNamespace([]) }), {
      "nothing comes": "nothing",
      "nothing comes, one socket": "nothing",
      "nothing comes, deadline gone": "nothing",
      "both have something": "in time",
      "the first has": "in time",
      "the second has": "in time",
      uevent: { from: "kernel", action: "move", ifindex: 1, name: "lo9", old: "/devices/virtual/net/lo" },
      "only the second has": "in time",
      "the first has nothing left": "nothing",
      closed: { refused: "EBADF", message: "receive on a netlink socket: bad file descriptor" },
    });
  });

  test(`${host.name}: more uevents than there is room for`, { skip: unlessNamespaces }, () => {
    assert.deepEqual(conform(host, "losesUevents", [], { before: inNamespace([]) }), {
      wait: "in time",
      first: { refused: "ENOBUFS", message: "receive on a netlink socket: no buffer space available" },
      "some came before": true,
      "and some were lost": true,
    });
  });
}
