// SPDX-License-Identifier: MIT
import { readdirSync, readFileSync } from "node:fs";
import { projectPath } from "./run.ts";

/** The about.json of a captured root. */
export interface About {
  /** What the root shows, in a sentence. */
  readonly about: string;
  /**
   * "recorded: " and the kernel and udev, or "by hand: " and the source that it was written after. Left out for captures
   * whose `about` says it.
   */
  readonly source?: string;
  /** What `name` says of links, or of "#" and an ifindex; null where it gives no name. Other links get no name. */
  readonly names: { readonly [link: string]: string | null };
  /** A part of a fact that `explain` prints for the link, and that decides its name. */
  readonly why?: { readonly [link: string]: string };
  /** What `show` prints, line by line; may be left out. */
  readonly show?: readonly string[];
}

/** All folders that have an about.json, in alphabetical order. Each folder is a captured root. */
export const ABOUT_FOLDERS: readonly { readonly folder: string; readonly name: string }[] = [
  "test/captures",
  "test/neighbours",
].flatMap((folder) =>
  readdirSync(projectPath(folder))
    .sort()
    .map((name) => ({ folder, name })),
);

/** @param root the folder */
export function readAbout(root: string): About {
  return JSON.parse(readFileSync(`${root}/about.json`, "utf8"));
}
