// SPDX-License-Identifier: MIT
import type { Host } from "../../src/host/host.ts";

/** A host that has only what a test gives it. The code under test should make no other call. */
export function hostWith(calls: Partial<Host>): Host {
  return { ...NONE, ...calls };
}

const NONE: Host = {
  args: [],
  env: () => unexpected("env"),
  readFile: () => unexpected("readFile"),
  readSymlink: () => unexpected("readSymlink"),
  readDirectory: () => unexpected("readDirectory"),
  makeDirectory: () => unexpected("makeDirectory"),
  writeFile: () => unexpected("writeFile"),
  makeSymlink: () => unexpected("makeSymlink"),
  fileStatus: () => unexpected("fileStatus"),
  run: () => unexpected("run"),
  now: () => unexpected("now"),
  out: () => unexpected("out"),
  err: () => unexpected("err"),
  isTerminal: () => unexpected("isTerminal"),
  terminalWidth: () => unexpected("terminalWidth"),
  log: () => unexpected("log"),
  openRtnl: () => unexpected("openRtnl"),
  openUevents: () => unexpected("openUevents"),
  waitForEither: () => unexpected("waitForEither"),
  lock: () => unexpected("lock"),
};

function unexpected(call: string): never {
  throw new Error(`${call} of the host was not expected to be called`);
}
