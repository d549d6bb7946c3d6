// SPDX-License-Identifier: MIT
/** Requests that change links, as the kernel expects them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { addAltname, dropAltname, setName, setUp } from "../../src/netlink/changes.ts";
import { openRtnl, type Rtnl } from "../../src/netlink/rtnl.ts";
import { fakeKernel } from "./fake-kernel.ts";
import { attribute, linkPayload } from "./kernel-bytes.ts";
import { acknowledgement } from "./replies.ts";

const RTM_SETLINK = 19;
const RTM_NEWLINKPROP = 108;
const RTM_DELLINKPROP = 109;
const NLM_F_REQUEST = 0x1;
const NLM_F_ACK = 0x4;
const NLM_F_EXCL = 0x200;
const NLM_F_CREATE = 0x400;

const CHANGES: readonly (readonly [string, (rtnl: Rtnl) => void, number, number, Buffer])[] = [
  ["name", (rtnl) => setName(rtnl, 4, "ens3npf"), RTM_SETLINK, 0, linkPayload(4, 0, [attribute(3, "ens3npf\0")])],
  ["altname more", (rtnl) => addAltname(rtnl, 4, "\xff"), RTM_NEWLINKPROP, NLM_F_CREATE | NLM_F_EXCL, altname("\xff")],
  ["altname less", (rtnl) => dropAltname(rtnl, 4, "enp1s0npf"), RTM_DELLINKPROP, 0, altname("enp1s0npf")],
  // The last word of struct ifinfomsg says which flags change.
  ["up", (rtnl) => setUp(rtnl, 4, true), RTM_SETLINK, 0, words(0, 4, 1, 1)],
  ["down", (rtnl) => setUp(rtnl, 4, false), RTM_SETLINK, 0, words(0, 4, 0, 1)],
];

for (const [about, change, type, flags, payload] of CHANGES) {
  test(about, () => {
    const { host, requests } = fakeKernel((request) => [{ bytes: acknowledgement(request, 0) }]);
    change(openRtnl(host));
    assert.deepEqual(
      requests.map(({ type, flags, bytes }) => ({ type, flags, payload: bytes.toString("hex", 16) })),
      [{ type, flags: flags | NLM_F_REQUEST | NLM_F_ACK, payload: payload.toString("hex") }],
    );
  });

  test(`${about}: refused`, () => {
    const { host } = fakeKernel((request) => [{ bytes: acknowledgement(request, 16, "in use") }]);
    assert.throws(() => change(openRtnl(host)), {
      code: "EBUSY",
      message: "rtnetlink, in use: device or resource busy",
    });
  });
}

function altname(name: string): Buffer {
  return linkPayload(4, 0, [attribute(52 | 0x8000, attribute(53, `${name}\0`))]);
}

function words(...values: readonly number[]): Buffer {
  return Buffer.from(Uint32Array.from(values).buffer);
}
