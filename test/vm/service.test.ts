// SPDX-License-Identifier: MIT
/** The service as the fallback of the rule, on a machine without the rule, under the real systemd. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { whyUnavailable } from "./availability.ts";
import { projectFolder } from "./host.ts";
import { describeTrio, readTrio } from "./names.ts";
import { assertNames } from "./steps.ts";
import { withMachine } from "./with-machine.ts";

const UNIT = "failover-ifname.service";
const FILES = [
  { path: "usr/lib/udev/failover-ifname", from: join(projectFolder, "build/failover-ifname") },
  { path: `usr/lib/systemd/system/${UNIT}`, from: join(projectFolder, "packaging/systemd", UNIT) },
];

/** The program as root without the permission to change links. */
const DENIED = {
  path: "usr/lib/systemd/system/denied.service",
  text: `[Service]
Type=oneshot
CapabilityBoundingSet=CAP_SYS_ADMIN
ExecStart=/bin/sh -c '/usr/lib/udev/failover-ifname rename > /run/denied 2>&1; echo "status $?" >> /run/denied'
`,
};

const skip = (await whyUnavailable()) ?? false;

test("the service gives slaves their names", { skip, timeout: 300_000 }, async () => {
  await withMachine({ withRule: false, systemd: true, files: [...FILES, DENIED] }, async (machine, say) => {
    const before = await readTrio(machine);
    say(`without rule and service: ${describeTrio(before)}`);
    assert.equal(before.primary?.name, "ens4");
    const refusal = await machine.succeed("systemctl start denied.service && cat /run/denied");
    say(`without CAP_NET_ADMIN: ${refusal.replace("\n", " | ")}`);
    assert.match(
      refusal,
      /^failover-ifname: ens4 \(#\d+\) cannot be renamed to ens3npf: not permitted [^\n]*\nstatus 5$/,
    );
    assert.equal((await readTrio(machine)).primary?.name, "ens4", "nothing was changed");
    const state = (properties: string) => machine.succeed(`systemctl show --property=${properties} --value ${UNIT}`);
    await machine.succeed(`echo Enable=no > /etc/failover-ifname.conf && systemctl restart ${UNIT}`);
    assert.equal((await readTrio(machine)).primary?.name, "ens4", "switched off");
    await machine.succeed("rm /etc/failover-ifname.conf");
    for (const turn of ["first", "second"]) {
      await machine.succeed(`systemctl restart ${UNIT}`);
      const trio = await readTrio(machine);
      say(`${turn} start of the service: ${await state("Result")}, ${describeTrio(trio)}`);
      assertNames(trio, "ens3");
    }
    assert.match(await state("Before"), /network-pre\.target/);
    // If systemd cannot read a line, it says so and continues.
    assert.equal(await machine.succeed(`dmesg | grep '${UNIT}:[0-9]' || true`), "");
  });
});
