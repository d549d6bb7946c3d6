// SPDX-License-Identifier: MIT
/** What `capture` copies of udev and of network managers, and what it never copies. */
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { readManagers } from "../../src/commands/capture-managers.ts";
import { RUNTIME_DIRECTORIES } from "../../src/commands/capture-places.ts";
import { filesOf } from "../../src/host/files.ts";
import { SystemError } from "../../src/host/host.ts";
import { nodeHost } from "../../src/host/node/host.ts";
import { type Found, makeRoot } from "../doctor/case.ts";
import { type Entries, withFolder } from "../support/folder.ts";
import { runInProcess } from "../support/in-process.ts";
import { projectPath } from "../support/run.ts";

const COPIED: Entries = {
  lib: { link: "usr/lib" },
  "usr/lib/udev/rules.d/79-failover-ifname.rules": "",
  "usr/lib/udev/rules.d/80-net.rules": 'SUBSYSTEM!="net", GOTO="end"\n',
  "etc/udev/rules.d/70-persistent-net.rules": 'ATTR{address}=="52:54:00:12:34:56", NAME="lan0"\n',
  "run/udev/rules.d/80-net.rules": "# empty, so that the one in /usr/lib is not in force\n",
  "etc/udev/rules.d/75-names.rules": { link: "/dev/null" },
  "usr/lib/udev/rules.d/75-names.rules": 'NAME:="x"\n',
  "usr/lib/systemd/network/99-default.link": "[Link]\n",
  "etc/systemd/network/10-nic.network": "[Match]\n",
  "etc/systemd/network/10-nic.network.d/more.conf": "[Network]\n",
  "run/systemd/network/br0.netdev": "[NetDev]\n",
  "etc/NetworkManager/NetworkManager.conf": "[main]\n",
  "usr/lib/NetworkManager/conf.d/10.conf": "[device]\n",
  "run/NetworkManager/devices/3": "[device]\n",
  "etc/network/interfaces": "auto lo\n",
  "etc/network/interfaces.d/ens3": "iface ens3 inet dhcp\n",
  "etc/netplan/50-cloud-init.yaml": "network: {}\n",
  "run/systemd/netif/links/3": "# This is private data. Do not parse.\nADMIN_STATE=configured\n",
  "run/systemd/netif/state": "# This is private data. Do not parse.\nOPER_STATE=routable\n",
  "proc/net/route": "Iface\n",
  "etc/os-release": "ID=debian\n",
  "etc/systemd/system/multi-user.target.wants/systemd-networkd.service": { link: "/lib/systemd/system/x.service" },
  "etc/systemd/system/NetworkManager.service": { link: "/dev/null" },
};

const NOT_COPIED: Entries = {
  "usr/lib/udev/rules.d/60-block.rules": 'SUBSYSTEM=="block", ENV{DM_NAME}="x"\n',
  "usr/lib/udev/rules.d/README": 'NAME="x"\n',
  "etc/NetworkManager/system-connections/wifi.nmconnection": "psk=x\n",
  "etc/systemd/system/multi-user.target.wants/cron.service": { link: "/lib/systemd/system/cron.service" },
  "etc/netplan/README": "",
};

/** Each has something that nobody may see. */
const SECRETS: Entries = {
  "etc/netplan/60-wifi.yaml": 'access-points: {home: {password: "x"}}\n',
  "etc/netplan/61-wg.yaml": "tunnels:\n  wg0:\n    key: x\n",
  "etc/systemd/network/wg0.netdev": "[WireGuard]\nPrivateKey=x\n",
  "etc/systemd/network/wg1.netdev": "[WireGuardPeer]\nPresharedKey=x\n",
  "etc/systemd/network/macsec.netdev": "[MACsecTransmitAssociation]\nKey=x\n",
  "etc/network/interfaces.d/wlan0": "iface wlan0 inet dhcp\n  wpa-psk x\n",
  "etc/network/interfaces.d/wlan1": "iface wlan1 inet dhcp\n  # wireless-key x\n",
  "etc/network/interfaces.d/ppp0": "  wpa-passphrase x\n",
  "etc/NetworkManager/conf.d/proxy.conf": "uri=http://user:x@proxy.example/\n",
};

test("what is copied, and what is not", async () => {
  await withFolder({ ...COPIED, ...NOT_COPIED }, (folder) => {
    const { entries, omissions } = readManagers(filesOf(nodeHost([]), folder));
    const files = entries.filter(({ type }) => type !== "directory");
    const found = Object.fromEntries(
      files.map(({ type, path, content }) => [path.slice(1), type === "file" ? content : { link: content }]),
    );
    assert.deepEqual(found, COPIED);
    assert.deepEqual(omissions, []);
    const directories = entries.filter(({ type }) => type === "directory").map(({ path }) => path);
    assert.deepEqual(directories, ["/run/NetworkManager", "/run/systemd/netif"]);
  });
});

for (const [path, content] of Object.entries(SECRETS)) {
  test(`${path} may hold a secret`, async () => {
    await withFolder({ [path]: content }, (folder) => {
      assert.deepEqual(readManagers(filesOf(nodeHost([]), folder)), {
        ...readManagers(filesOf(nodeHost([]), `${folder}/none`)),
        omissions: [{ path: `/${path}`, why: "it may hold a password or a key" }],
      });
    });
  });
}

test("of a capture, doctor says the same as of the machine: which managers run, and which are stopped", async () => {
  await withFolder({}, (root) => {
    makeRoot("managers", "stopped", root);
    const unit = (name: string) => `${root}/sys/fs/cgroup/system.slice/${name}`;
    const findingsIn = (folder: string): Found[] => {
      const { stdout } = runInProcess(["doctor", "--json", "--root", folder]);
      const checked: { readonly check: string; readonly findings: readonly Found[] }[] = JSON.parse(stdout);
      const findings = checked.find(({ check }) => check === "managers")?.findings ?? [];
      return findings.map((finding) => ({ ...finding, where: finding.where.slice(folder.length) }));
    };
    const expectSame = (copy: string, count: number) => {
      assert.equal(runInProcess(["capture", "--root", root, copy]).status, 0);
      const findings = findingsIn(copy);
      assert.deepEqual(findings, findingsIn(root));
      assert.equal(findings.filter(({ severity }) => severity !== "ok").length, count, JSON.stringify(findings));
    };
    expectSame(`${root}/stopped`, 0);
    mkdirSync(unit("systemd-networkd.service"));
    expectSame(`${root}/running`, 1);
  });
});

test("the cgroups of all units that doctor knows are copied", () => {
  const folder = projectPath("src/doctor/managers");
  const sources = readdirSync(folder).map((name) => readFileSync(`${folder}/${name}`, "utf8"));
  const units = sources.flatMap((source) => source.match(/(?<=")[\w-]+\.service(?=")/g) ?? []);
  assert.ok(units.length > 5, String(units));
  const copied = RUNTIME_DIRECTORIES.map((path) => path.slice(path.lastIndexOf("/") + 1));
  assert.deepEqual(
    units.filter((unit) => !copied.includes(unit)),
    [],
  );
});

test("what cannot be read is left out, and its reason is said", () => {
  const refusals: { readonly [path: string]: number } = {
    "/etc/netplan": 13,
    "/etc/network/interfaces": 27,
    "/etc/dhcpcd.conf": 95,
    "/etc/os-release": 5,
    "/run/wicked": 13,
  };
  const refuse = (path: string): undefined => {
    const errno = refusals[path];
    if (errno !== undefined) throw new SystemError(errno, path);
  };
  const files = {
    path: (path: string) => path,
    readFile: refuse,
    readSymlink: refuse,
    readDirectory: refuse,
    fileStatus: refuse,
  };
  assert.deepEqual(readManagers(files).omissions, [
    { path: "/etc/netplan", why: "only root may read it" },
    { path: "/etc/network/interfaces", why: "it is too large" },
    { path: "/etc/dhcpcd.conf", why: "it is not a regular file" },
    { path: "/etc/os-release", why: "it cannot be read (EIO)" },
    { path: "/run/wicked", why: "only root may read it" },
  ]);
});

test("however much there is, a capture stays small", () => {
  const files = {
    path: (path: string) => path,
    readFile: () => "x".repeat(65536),
    readSymlink: () => undefined,
    readDirectory: () => Array.from({ length: 100_000 }, (_, number) => `${number}.network`),
    fileStatus: () => undefined,
  };
  const { entries, omissions } = readManagers(files);
  const bytes = entries.reduce((total, { content }) => total + content.length, 0);
  assert.ok(bytes > 1 << 20 && bytes <= 8 << 20, String(bytes));
  assert.ok(omissions.some(({ why }) => why === "the capture would be too large"));
  assert.ok(omissions.some(({ why }) => why === "only the first 512 of its files are looked at"));
});
