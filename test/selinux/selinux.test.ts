// SPDX-License-Identifier: MIT
/** If SELinux is enforcing, udevd and its programs are confined. The policy must allow what the program does. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { whyUnavailable, whyUnfetched } from "../vm/availability.ts";
import { accessesOf, INSTALLED } from "./calls.ts";
import { openPolicy } from "./policy.ts";
import { describe, judge } from "./table.ts";
import { type Traces, traceRuns } from "./traced-machine.ts";
import { policyTree } from "./tree.ts";

const skip = (await whyUnavailable()) ?? (await whyUnfetched("the policy's packages", policyTree)) ?? false;
const settings = { skip, timeout: 600_000 };

const tree = skip === false ? await policyTree() : "";
const policy = openPolicy(tree);

/** What the trace must contain. If the program did nothing, the table would be empty. */
const expected = {
  "a rename": /nlmsg_type=(RTM_SETLINK|0x13)/,
  "a lock": /^flock\(/m,
  "an answer to PROGRAM": /^write\(1<pipe:/m,
  "a line in the system log": /sun_path="\/dev\/log"/,
  "a line in the kernel's log": /^write\(\d+<\/dev\/kmsg/m,
  "a folder of configuration": /^getdents64\(/m,
};

/** Both tests need it, and the machine starts once. */
let traces: Promise<Traces> | undefined;
function traced(): Promise<Traces> {
  traces ??= traceRuns(tree);
  return traces;
}

// At the same time, because the machine and the tools have a processor each.
suite("SELinux", { concurrency: true }, () => {
  test("the reference policy allows all that the program does under udevd", settings, async (context) => {
    const { udev: trace } = await traced();
    for (const [what, pattern] of Object.entries(expected)) assert.ok(pattern.test(trace), `no run made ${what}`);
    const rows = await judge(policy, accessesOf(trace));
    for (const line of describe(rows)) context.diagnostic(line);
    const denied = rows.filter((row) => row.denied.length > 0);
    assert.equal(denied.length, 0, describe(denied).join("\n"));
  });

  test("the program runs in the domain of udevd", settings, async () => {
    const type = await policy.typeOf({ path: INSTALLED, class: "file", isMade: false });
    assert.equal(await policy.transition(type, "process", INSTALLED), undefined);
  });

  test("the reference policy allows all that the service does", settings, async (context) => {
    const { service } = await traced();
    for (const what of ["a rename", "a lock"] as const)
      assert.ok(expected[what].test(service), `the service made no ${what}`);
    const policyOfService = openPolicy(tree, await domainOfService());
    context.diagnostic(`the domain of the service is ${policyOfService.domain}`);
    const rows = await judge(policyOfService, accessesOf(service, "service"));
    for (const line of describe(rows)) context.diagnostic(line);
    const denied = rows.filter((row) => row.denied.length > 0);
    assert.equal(denied.length, 0, describe(denied).join("\n"));
  });

  test("a lock file of the initramfs gets the right type when systemd relabels /run", settings, async () => {
    const lock = { path: "/run/udev/failover-ifname.2.lock", class: "file" };
    assert.equal(await policy.typeOf({ ...lock, isMade: false }), await policy.typeOf({ ...lock, isMade: true }));
  });

  test("a lock in /run, and not in /run/udev, would be denied", settings, async () => {
    assert.deepEqual(await deniedLocking("/run/udev"), []);
    assert.deepEqual(await deniedLocking("/run"), ["create", "lock", "open", "read", "write"]);
  });

  test("a configuration in /run would be denied, because it has the type of everything there", settings, async () => {
    const path = "/run/failover-ifname.conf";
    assert.deepEqual(await deniedOf(`open("${path}", O_RDONLY) = 3<${path}>`), ["open", "read"]);
  });
});

/** With NoNewPrivileges=, the kernel needs one more permission for a new domain. Without it, the service stays in init_t. */
async function domainOfService(): Promise<string> {
  const init = openPolicy(tree, "init_t");
  const type = await init.typeOf({ path: INSTALLED, class: "file", isMade: false });
  const target = (await init.transition(type, "process", INSTALLED)) ?? init.domain;
  const allowed = (await init.permissionsOn(target)).get("process2")?.has("nnp_transition");
  if (allowed !== true) return init.domain;
  assert.ok((await init.permissionsOn(target)).get("process")?.has("transition"));
  assert.ok((await openPolicy(tree, target).permissionsOn(type)).get("file")?.has("entrypoint"));
  return target;
}

function deniedLocking(folder: string): Promise<string[]> {
  const path = `${folder}/failover-ifname.2.lock`;
  const calls = [`open("${path}", O_RDWR|O_CREAT|O_CLOEXEC, 0600) = 3<${path}>`, `flock(3<${path}>, LOCK_EX) = 0`];
  return deniedOf(calls.join("\n"));
}

async function deniedOf(trace: string): Promise<string[]> {
  return (await judge(policy, accessesOf(trace))).flatMap(({ denied }) => denied);
}
