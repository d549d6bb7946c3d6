/** The running kernel as a source: netlink's answers, and sysfs, which finds links by name. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Host, SystemError } from "../../src/host/host.ts";
import { liveLinks } from "../../src/machine/live.ts";
import type { Route } from "../../src/netlink/rtnl.ts";
import { hostWith } from "../support/host.ts";
import { link } from "../support/links.ts";

const ETH1 = link(4, "eth1");
const FILES = {
  "/sys/class/net/eth1/ifindex": "4\n",
  "/sys/class/net/eth1/name_assign_type": "4\n",
  "/sys/class/net/eth1/device": "-> ../../../0000:00:04.0",
  "/sys/class/net/eth1/device/subsystem": "-> ../../../../bus/pci",
  "/sys/class/net/eth1/device/driver": "-> ../../../../bus/pci/drivers/mlx5_core",
  "/sys/bus/virtio/devices/virtio0/features": "0110\n",
  "/run/udev/data/n4": "I:1\n",
  "/proc/cmdline": "quiet\n",
  "/proc/sys/kernel/osrelease": "6.1.0\n",
};

test("what sysfs and procfs tell", () => {
  const source = liveLinks(hostOf(FILES), NO_ROUTE);
  assert.deepEqual(source.parent(ETH1), { bus: "pci", name: "0000:00:04.0" });
  assert.equal(source.nameAssignType(ETH1), 4);
  assert.equal(source.driver(ETH1), "mlx5_core");
  assert.equal(source.virtioFeatures({ bus: "virtio", name: "virtio0" }), "0110\n");
  assert.equal(source.udevDatabase(4), "I:1\n");
  assert.equal(source.kernelCommandLine(), "quiet\n");
  assert.equal(source.kernelRelease(), "6.1.0");
});

test("what is absent", () => {
  const source = liveLinks(hostOf({}), { ...NO_ROUTE, link: () => undefined });
  assert.equal(source.parent(ETH1), undefined);
  assert.equal(source.nameAssignType(ETH1), 0);
  assert.equal(source.driver(ETH1), "");
  assert.equal(source.virtioFeatures({ bus: "virtio", name: "virtio0" }), "");
  assert.equal(source.udevDatabase(4), undefined);
  assert.equal(source.kernelCommandLine(), "");
  assert.equal(source.kernelRelease(), "");
  assert.equal(source.hasUdev(), false);
});

test("a name that is another link's by now tells nothing of this one", () => {
  for (const ifindex of ["5\n", "44\n", "4", ""]) {
    const route = { ...NO_ROUTE, link: () => undefined };
    const source = liveLinks(hostOf({ ...FILES, "/sys/class/net/eth1/ifindex": ifindex }), route);
    assert.equal(source.parent(ETH1), undefined);
    assert.equal(source.nameAssignType(ETH1), 0);
  }
});

test("a device is looked up again by the name that the link has by now, but not for ever", () => {
  const host = hostOf({
    ...FILES,
    "/sys/class/net/eth1/ifindex": "5\n",
    "/sys/class/net/ens3/ifindex": "4\n",
    "/sys/class/net/ens3/device": "-> ../../../0000:00:09.0",
    "/sys/class/net/ens3/device/subsystem": "-> ../../../../bus/pci",
    "/sys/class/net/ens3/device/driver": "-> ../../../../bus/pci/drivers/bnxt_en",
  });
  const renamed = liveLinks(host, { ...NO_ROUTE, link: () => link(4, "ens3") });
  assert.deepEqual(renamed.parent(ETH1), { bus: "pci", name: "0000:00:09.0" });
  assert.equal(renamed.driver(ETH1), "bnxt_en", "not that of the link which has the name by now");
  let asked = 0;
  const restless = liveLinks(host, { ...NO_ROUTE, link: () => link(4, `eth${10 + asked++}`) });
  assert.equal(restless.parent(ETH1), undefined);
  assert.equal(asked, 8);
});

test("the ifindex is looked at after the attribute", () => {
  const reads: string[] = [];
  const host = hostOf(FILES);
  const noting = hostWith({
    ...host,
    readFile: (path, limit) => {
      reads.push(path);
      return host.readFile(path, limit);
    },
  });
  liveLinks(noting, NO_ROUTE).nameAssignType(ETH1);
  assert.deepEqual(reads, ["/sys/class/net/eth1/name_assign_type", "/sys/class/net/eth1/ifindex"]);
});

test("an attribute that is no number, and one that the kernel does not have", () => {
  const garbage = liveLinks(hostOf({ ...FILES, "/sys/class/net/eth1/name_assign_type": "x\n" }), NO_ROUTE);
  assert.equal(garbage.nameAssignType(ETH1), 0);
  const refusing = hostWith({
    readFile: () => {
      throw new SystemError(22, "read");
    },
  });
  assert.equal(liveLinks(refusing, NO_ROUTE).nameAssignType(ETH1), 0);
});

test("links come from netlink alone", () => {
  const route: Route = {
    ...NO_ROUTE,
    link: (ifindex) => link(ifindex, "by-ifindex"),
    linkNamed: (name) => link(1, name),
    links: () => [ETH1],
    slaves: (master) => [link(9, "slave", { master })],
  };
  const source = liveLinks(hostWith({}), route);
  assert.equal(source.byIndex(7)?.ifindex, 7);
  assert.equal(source.byName("eth1")?.name, "eth1");
  assert.deepEqual(source.all(), [ETH1]);
  assert.equal(source.slavesOf(3)[0]?.master, 3);
});

/** Files by path; what begins with an arrow is a symbolic link. */
function hostOf(files: { readonly [path: string]: string }): Host {
  const read = (path: string, isLink: boolean): string | undefined => {
    const content = files[path];
    if (content === undefined) return undefined;
    if (content.startsWith("-> ") !== isLink) throw new SystemError(22, `read ${path}`);
    return isLink ? content.slice("-> ".length) : content;
  };
  return hostWith({ readFile: (path) => read(path, false), readSymlink: (path) => read(path, true) });
}

const refuse = (): never => {
  throw new Error("netlink was not expected to be asked");
};

const NO_ROUTE: Route = {
  link: refuse,
  linkNamed: refuse,
  links: refuse,
  slaves: refuse,
  change: refuse,
  close: refuse,
};
