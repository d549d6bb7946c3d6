// SPDX-License-Identifier: MIT
/**
 * The colours. The picture has its own background, because a page can be dark on a system that is set to light, or the
 * reverse.
 */

interface Colours {
  ground: string;
  border: string;
  text: string;
  muted: string;
  grid: string;
  kernel: string;
  udevd: string;
  rename: string;
  program: string;
  before: string;
  stock: string;
  ours: string;
  /** Text on a bar. */
  onBar: string;
  onBefore: string;
}

const light: Colours = {
  ground: "#ffffff",
  border: "#d1d9e0",
  text: "#1f2328",
  muted: "#59636e",
  grid: "#e6eaef",
  kernel: "#6e7781",
  udevd: "#54aeff",
  rename: "#0550ae",
  program: "#8250df",
  before: "#d1d9e0",
  stock: "#bc4c00",
  ours: "#1a7f37",
  onBar: "#ffffff",
  onBefore: "#1f2328",
};

const dark: Colours = {
  ground: "#0d1117",
  border: "#3d444d",
  text: "#f0f6fc",
  muted: "#9198a1",
  grid: "#21262d",
  kernel: "#656c76",
  udevd: "#58a6ff",
  rename: "#1158c7",
  program: "#ab7df8",
  before: "#3d444d",
  stock: "#bd561d",
  ours: "#238636",
  onBar: "#ffffff",
  onBefore: "#f0f6fc",
};

export const sizes = { title: 15, heading: 13, label: 11 };

/** The style sheet, for light and for dark. */
export const style = [
  'text { font-family: system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; }',
  // A label stands out against a line behind it.
  `text { font-size: ${sizes.label}px; stroke-width: 3px; stroke-linejoin: round; paint-order: stroke; }`,
  `.title { font-size: ${sizes.title}px; font-weight: 600; }`,
  `.heading { font-size: ${sizes.heading}px; font-weight: 600; }`,
  ".grid, .mark, .border { stroke-width: 1; }",
  ".mark { stroke-dasharray: 3 2; }",
  ".on-bar, .on-before { stroke-width: 0; }",
  ...rules(light),
  `@media (prefers-color-scheme: dark) { ${rules(dark).join(" ")} }`,
].join("\n");

function rules(colours: Colours): string[] {
  const bars = ["kernel", "udevd", "rename", "program", "before", "stock", "ours"] as const;
  return [
    `.ground { fill: ${colours.ground}; stroke: ${colours.border}; }`,
    `.grid { stroke: ${colours.grid}; }`,
    `.mark { stroke: ${colours.text}; }`,
    ...bars.map((bar) => `.${bar} { fill: ${colours[bar]}; }`),
    `text { fill: ${colours.text}; stroke: ${colours.ground}; }`,
    `.muted { fill: ${colours.muted}; }`,
    `.on-bar { fill: ${colours.onBar}; }`,
    `.on-before { fill: ${colours.onBefore}; }`,
  ];
}
