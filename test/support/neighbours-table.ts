// SPDX-License-Identifier: MIT
import { ABOUT_FOLDERS, readAbout } from "./about.ts";
import { projectPath } from "./run.ts";

const HEAD = `# Neighbours

What looks like failover and is not, and failover next to it. Each machine is a folder in test/neighbours, and test/captures.test.ts
checks it. A link without a name is left alone. The reason is a fact that \`failover-ifname explain LINK\` prints. This file is
made from the folders: \`node --import tsx test/support/write-neighbours-table.ts\`.
`;

/** The text of docs/neighbours.md: each link of each neighbour, its name, and why. */
export function neighboursTable(): string {
  const sections = ABOUT_FOLDERS.filter(({ folder }) => folder === "test/neighbours").map(({ folder, name }) => {
    const { about, source, names, why = {} } = readAbout(projectPath(`${folder}/${name}`));
    const rows = Object.entries(names).map(([link, wanted]) => row(link, wanted, why[link] ?? ""));
    return `\n## ${name}\n\n${about} (${source})\n\n| link | name | why |\n|---|---|---|\n${rows.join("")}`;
  });
  return HEAD + sections.join("");
}

function row(link: string, wanted: string | null, why: string): string {
  return `| ${link} | ${wanted === null ? "left alone" : `\`${wanted}\``} | ${why} |\n`;
}
