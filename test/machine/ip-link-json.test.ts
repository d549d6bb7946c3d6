// SPDX-License-Identifier: MIT
/** The output of `ip -d -j link`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Exit } from "../../src/errors.ts";
import { formatIpLinks, parseIpLinks } from "../../src/machine/ip-link-json.ts";
import type { Link } from "../../src/netlink/link.ts";
import fc from "../support/fast-check.ts";
import { link } from "../support/links.ts";

/** As iproute2 6.1 writes it, with fewer fields. "link show" leaves {} for a link that a filter removes. */
const IPROUTE = `[{},{"ifindex":4,"link":"veth1","ifname":"veth0","flags":["NO-CARRIER","BROADCAST","UP","M-DOWN"],
"mtu":1500,"master":"br0","operstate":"LOWERLAYERDOWN","address":"52:54:00:12:34:56","broadcast":"ff:ff:ff:ff:ff:ff",
"linkinfo":{"info_kind":"veth","info_slave_kind":"bridge","info_slave_data":{"state":"disabled"}},
"altnames":["enp1s0","a-much-longer-name-than-fits"]},
{"ifindex":2,"ifname":"br0","flags":["BROADCAST"],"address":"52:54:00:12:34:56","linkinfo":{"info_kind":"bridge"}},
{"ifindex":3,"ifname":"eth0","flags":["UP","LOWER_UP"],"address":"52:54:00:aa:bb:cc","permaddr":"52:54:00:aa:bb:cd",
"parentbus":"virtio","parentdev":"virtio2"}]`;

test("links as iproute2 writes them, in order of ifindex", () => {
  assert.deepEqual(parseIpLinks(IPROUTE, "file").links, [
    link(2, "br0", { kind: "bridge" }),
    link(3, "eth0", {
      up: true,
      parent: { bus: "virtio", name: "virtio2" },
    }),
    link(4, "veth0", {
      altnames: ["enp1s0", "a-much-longer-name-than-fits"],
      up: true,
      master: 2,
      kind: "veth",
      slaveKind: "bridge",
    }),
  ]);
});

const FIELDS: readonly (readonly [string, string, Partial<Link>])[] = [
  ["nothing else", "", {}],
  ["a master that does not exist", ',"master":"br0"', {}],
  ["a master that is not a name", ',"master":7', {}],
  ["a master of an object's own", ',"master":"constructor"', {}],
  ["itself as its master", ',"master":"eth0"', { master: 7 }],
  ["flags that are not a list", ',"flags":"UP"', {}],
  ["flags of another case", ',"flags":["up","LOWER_UP"]', {}],
  ["flags among other things", ',"flags":[1,null,"UP"]', { up: true }],
  ["altnames among other things", ',"altnames":[1,"a",null,["b"]]', { altnames: ["a"] }],
  ["linkinfo that is not an object", ',"linkinfo":["bridge"]', {}],
  ["linkinfo that is null", ',"linkinfo":null', {}],
  ["linkinfo of numbers", ',"linkinfo":{"info_kind":1,"info_slave_kind":null}', {}],
  ["a parent without a bus", ',"parentdev":"virtio0"', { parent: { bus: "", name: "virtio0" } }],
  ["a bus without a parent", ',"parentbus":"pci"', {}],
  ["a parent that leads elsewhere", ',"parentbus":"pci","parentdev":"../../x"', {}],
];

for (const [about, fields, expected] of FIELDS) {
  test(`a link with ${about}`, () => {
    const text = `[{"ifindex":7,"ifname":"eth0"${fields}}]`;
    assert.deepEqual(parseIpLinks(text, "file").links, [link(7, "eth0", expected)]);
  });
}

test("names that begin like the directory itself, and values that are null", () => {
  const text = '[null,{"ifindex":1,"ifname":".a"},{"ifindex":2,"ifname":"..b"},{"ifindex":3,"ifname":"..."}]';
  assert.deepEqual(parseIpLinks(text, "file").links, [link(1, ".a"), link(2, "..b"), link(3, "...")]);
});

const BAD: readonly (readonly [about: string, text: string, message: RegExp])[] = [
  ["nothing", "", /not JSON/],
  ["text that is not JSON", "1: lo: <LOOPBACK>", /not JSON/],
  ["cut off", '[{"ifindex":1', /not JSON/],
  ["an object", '{"ifindex":1,"ifname":"lo"}', /not a list/],
  ["null", "null", /not a list/],
  ["an ifindex that is text", '[{"ifindex":"1","ifname":"lo"}]', /link 1 has no valid ifindex and ifname/],
  ["no ifindex", '[{"ifname":"lo"}]', /link 1/],
  ["an ifindex of 0", '[{"ifindex":0,"ifname":"lo"}]', /link 1/],
  ["a negative ifindex", '[{"ifindex":-1,"ifname":"lo"}]', /link 1/],
  ["half an ifindex", '[{"ifindex":1.5,"ifname":"lo"}]', /link 1/],
  ["no name", '[{"ifindex":1}]', /link 1/],
  ["an empty name", '[{"ifindex":1,"ifname":""}]', /link 1/],
  ["a name with a /", '[{"ifindex":1,"ifname":"lo"},{"ifindex":2,"ifname":"../x"}]', /link 2/],
  ["a name that is not text", '[{"ifindex":1,"ifname":["lo"]}]', /link 1/],
  ["a name with a NUL", '[{"ifindex":1,"ifname":"a\\u0000"}]', /link 1: ifname has a NUL/],
  ["a name of more than bytes", '[{"ifindex":1,"ifname":"\\u20ac"}]', /link 1: ifname has/],
  ["the directory itself", '[{"ifindex":1,"ifname":".."}]', /link 1/],
];

/** The output would cut each to one byte: ESC, a quotation mark, a part of a character. */
for (const character of ["\\u0000", "\\u0100", "\\u011b", "\\u0122", "\\u2122", "\\ud800", "\\ud83d\\ude00"]) {
  for (const [key, value] of [
    ["ifname", `"a${character}"`],
    ["altnames", `["b","a${character}"]`],
    ["flags", `["${character}"]`],
    ["master", `"${character}"`],
    ["parentdev", `"virtio${character}"`],
    ["parentbus", `"${character}pci"`],
    ["info_kind", `"${character}"`],
    ["info_slave_kind", `"${character}"`],
  ]) {
    test(`refused: ${key} with ${character}`, () => {
      const field = `"${key}":${value}`;
      const fields = [
        key?.startsWith("info") ? `"linkinfo":{${field}}` : field,
        ...(key === "parentbus" ? ['"parentdev":"x"'] : []),
      ];
      const text = `[{"ifindex":1,"ifname":"lo",${fields.join(",")}}]`;
      const message = `file: link 1: ${key} has a NUL, or a character that is not a byte (above U+00FF)`;
      assert.throws(() => parseIpLinks(text, "file"), { name: "Failure", exitCode: Exit.usage, message });
    });
  }
}

test("a field that is not read may have any text", () => {
  const text = '[{"ifindex":1,"ifname":"lo","ifalias":"\\u011b\\u0000"}]';
  assert.deepEqual(parseIpLinks(text, "file").links, [link(1, "lo")]);
});

for (const [about, text, message] of BAD) {
  test(`refused: ${about}`, () => {
    assert.throws(() => parseIpLinks(text, "ip-link.json"), { name: "Failure", exitCode: Exit.usage, message });
  });
}

test("an error does not repeat the text, because it may come from any file", () => {
  for (const text of ["root:secret", '["root:secret"]', '{"root":"secret"}', '[{"ifname":"root:secret"}]']) {
    try {
      parseIpLinks(text, "file");
    } catch (error) {
      assert.ok(!String(error).includes("secret"));
    }
  }
});

const name = (maxLength: number) =>
  fc
    .array(
      fc.integer({ min: 1, max: 255 }).filter((code) => code !== 0x2f),
      { minLength: 1, maxLength },
    )
    .map((codes) => `${String.fromCharCode(...codes)}`)
    .filter((text) => text !== "." && text !== "..");
const bytes = (maxLength: number) =>
  fc.array(fc.integer({ min: 1, max: 255 }), { maxLength }).map((codes) => String.fromCharCode(...codes));

const links = fc
  .uniqueArray(name(15), { minLength: 1, maxLength: 6 })
  .chain((names) =>
    fc.tuple(
      ...names.map((own, index) =>
        fc.record(
          {
            ifindex: fc.integer({ min: 1, max: 1000 }).map((gap) => index * 1000 + gap),
            name: fc.constant(own),
            altnames: fc.array(bytes(127), { maxLength: 3 }),
            up: fc.boolean(),
            masterAt: fc.integer({ min: -1, max: names.length - 1 }),
            kind: fc.constantFrom("", "bond", "veth"),
            slaveKind: fc.constantFrom("", "bridge"),
            parent: fc.option(
              fc.record({ bus: fc.constantFrom("", "pci"), name: name(20) }, { noNullPrototype: true }),
              {
                nil: undefined,
              },
            ),
          },
          { noNullPrototype: true },
        ),
      ),
    ),
  )
  .map((records): Link[] =>
    records.map(({ masterAt, ...fields }) => ({ ...fields, master: records[masterAt]?.ifindex ?? 0 })),
  );

test("what is written is read back", () => {
  fc.assert(
    fc.property(links, (written) => assert.deepEqual(parseIpLinks(formatIpLinks(written), "file").links, written)),
  );
});

test("a link is written as iproute2 writes it, without the fields that it does not have", () => {
  const written = formatIpLinks([
    link(1, "lo"),
    link(2, "br0", { up: true, kind: "bridge" }),
    link(3, "eth0", {
      master: 2,
      slaveKind: "bridge",
      parent: { bus: "pci", name: "0000:00:03.0" },
      altnames: ["wan"],
    }),
  ]);
  assert.equal(
    written,
    `[{"ifindex":1,"ifname":"lo","flags":[]},
{"ifindex":2,"ifname":"br0","flags":["UP"],"linkinfo":{"info_kind":"bridge"}},
{"ifindex":3,"ifname":"eth0","flags":[],"master":"br0","linkinfo":{"info_slave_kind":"bridge"},\
"parentbus":"pci","parentdev":"0000:00:03.0","altnames":["wan"]}]
`,
  );
});
