// SPDX-License-Identifier: MIT
/** `name --udev` and names that udevd would change between PROGRAM and NAME. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { nameForUdev } from "../../src/commands/name-udev.ts";
import { hostWith } from "../support/host.ts";
import { FEATURES_WITH_STANDBY, link, virtio } from "../support/links.ts";
import { machineWith } from "../support/machine.ts";

/** The output for the rule, for the primary eth2 of this master, which udev has named, and with these altnames. */
function answer(
  master: string,
  altnames: readonly string[] = [],
  up = false,
  kernelRelease = "6.12.0",
  scheme = "v247",
): string {
  let printed = "";
  const host = hostWith({
    env: (name) => ({ IFINDEX: "4", ID_NET_NAMING_SCHEME: scheme })[name],
    out: (text) => {
      printed += text;
    },
  });
  const machine = machineWith({
    links: [
      link(2, master, { altnames, parent: virtio(0) }),
      link(4, "eth2", { master: 2, up, parent: { bus: "pci", name: "0000:00:04.0" } }),
    ],
    features: { virtio0: FEATURES_WITH_STANDBY },
    udev: { 2: "I:1\n" },
    kernelRelease,
  });
  assert.equal(nameForUdev(host, machine), 0);
  return printed;
}

test("a name that udevd does not change", () => {
  assert.equal(answer("ens3"), "ens3npf primary ens3\n");
  assert.equal(answer("a#+-.=@_0"), "a#+-.=@_0npf primary a#+-.=@_0\n");
});

for (const character of `!"&'()*;<>[\\]^\`{|}~$?,`) {
  test(`udevd changes ${character}: it must keep the name, and RUN renames`, () => {
    const shown = character === "\\" ? "\\x5c" : character;
    assert.equal(answer(`a${character}0`), `eth2 primary a${shown}0\n`);
    assert.equal(answer("a-name-too-long", [`a${character}0`]), "eth2 primary a-name-too-long\n");
  });
}

for (const [release, up, scheme, name] of [
  ["5.1.21", false, "v247", "eth2"],
  ["5.1.21", false, "v249", "eth2"],
  ["5.1.21", false, "v250", "ens3npf"],
  ["5.1.21", false, "rhel-9.0", "eth2"],
  ["5.1.21", false, "", "eth2"],
  ["5.1.21", true, "v252", "eth2"],
  ["5.2.0", true, "v247", "ens3npf"],
] as const) {
  test(`Linux ${release}, naming scheme "${scheme}", a slave that is ${up ? "up" : "down"}: udevd must ${name === "eth2" ? "keep" : "change"} its name`, () => {
    assert.equal(answer("ens3", [], up, release, scheme), `${name} primary ens3\n`);
  });
}
