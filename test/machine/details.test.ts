// SPDX-License-Identifier: MIT
/** Address, carrier and driver of a link: from sysfs, or from the list of a captured machine. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeHost } from "../../src/host/node/host.ts";
import { openCaptured } from "../../src/machine/captured.ts";
import { detailsOf, type LinkDetails } from "../../src/machine/details.ts";
import { type Entries, withFolder } from "../support/folder.ts";
import { DEFAULT_CONFIG } from "../support/machine.ts";

const SYSFS: Entries = {
  "sys/class/net/a/ifindex": "2\n",
  "sys/class/net/a/flags": "0x1003\n",
  "sys/class/net/a/address": "52:54:00:00:00:01\n",
  "sys/class/net/a/device/driver": { link: "../../bus/virtio/drivers/virtio_net" },
};

const IN_SYSFS: LinkDetails = { address: "52:54:00:00:00:01", carrier: undefined, driver: "virtio_net" };

/** The carrier that files of sysfs show. */
const CARRIERS: readonly (readonly [files: { readonly [name: string]: string }, carrier: boolean | undefined])[] = [
  [{ carrier: "1\n" }, true],
  [{ carrier: "0\n" }, false],
  [{ carrier: "0\n", operstate: "up\n" }, false],
  [{ operstate: "up\n" }, true],
  [{ operstate: "down\n" }, false],
  [{ operstate: "lowerlayerdown\n" }, false],
  [{ operstate: "unknown\n" }, undefined],
  [{ operstate: "constructor\n" }, undefined],
  [{ carrier: "1\n", flags: "0x1002\n" }, undefined],
  [{}, undefined],
];

for (const [files, carrier] of CARRIERS) {
  test(`sysfs with ${JSON.stringify(files)}`, async () => {
    const entries = Object.entries(files).map(([name, content]) => [`sys/class/net/a/${name}`, content]);
    assert.deepEqual(await details({ ...SYSFS, ...Object.fromEntries(entries) }), { ...IN_SYSFS, carrier });
  });
}

/** Fields of a link in the output of `ip -d -j link`, and the carrier that they show. */
const RECORDS: readonly (readonly [fields: string, carrier: boolean | undefined])[] = [
  ['"flags":["UP","LOWER_UP"],"operstate":"UP"', true],
  ['"flags":["NO-CARRIER","UP"],"operstate":"DOWN"', false],
  ['"flags":[],"operstate":"DOWN"', undefined],
  ['"flags":["UP"]', undefined],
  ['"flags":["UP","LOWER_UP"]', true],
];

for (const [fields, carrier] of RECORDS) {
  test(`a list with ${fields}`, async () => {
    const list = `[{"ifindex":2,"ifname":"a","address":"52:54:00:00:00:02",${fields}}]`;
    const expected = { ...IN_SYSFS, address: "52:54:00:00:00:02", carrier };
    assert.deepEqual(await details({ ...SYSFS, "ip-link.json": list }), expected);
  });
}

test("what the list lacks is read in sysfs", async () => {
  const list = '[{"ifindex":2,"ifname":"a","flags":["UP"]}]';
  const root = { ...SYSFS, "ip-link.json": list, "sys/class/net/a/carrier": "1\n" };
  assert.deepEqual(await details(root), { ...IN_SYSFS, carrier: true });
});

function details(root: Entries): Promise<LinkDetails> {
  return withFolder(root, (folder) => {
    const machine = openCaptured(nodeHost([]), folder, () => DEFAULT_CONFIG);
    const link = machine.links.byIndex(2);
    assert.ok(link !== undefined);
    return detailsOf(machine, link);
  });
}
