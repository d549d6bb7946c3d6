/** What the program is known to do wrong. Each is a test that is still to pass, and says so in the output. */

/** Why this world is expected to fail; undefined where it has to pass. */
export function knownFault(world: string): string | undefined {
  if (world === "bootNamed") return "the master's run renames a slave while udevd gives it the name of another rule";
  if (world === "primaryFirst")
    return "udevd gives a stock name, chosen before the link was a slave, after the program's";
  if (world === "oneWorker") return "a rename that waits for udevd holds the lock that udevd's only worker waits for";
  return undefined;
}
