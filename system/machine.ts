import { hostname, networkInterfaces, release, totalmem } from "node:os";
import process from "node:process";
import { attempt } from "./attempt.ts";
import { isPermitted } from "./deno.ts";

/** The machine's name; `null` where it may not be known: it asks nobody. */
export function hostName(): string | null {
  return isPermitted({ name: "sys", kind: "hostname" }) ? hostname() : null;
}

/** The system's version; `null` where it may not be known: it asks nobody. */
export function systemRelease(): string | null {
  return isPermitted({ name: "sys", kind: "osRelease" }) ? release() : null;
}

/**
 * The memory that this process may use, in bytes: the machine's, or less in a container that has a
 * limit; `Infinity` where it may not be known: it asks nobody.
 */
export function memoryBytes(): number {
  if (!isPermitted({ name: "sys", kind: "systemMemoryInfo" })) return Infinity;
  // Without a limit it is 0, or as large as numbers of the system are.
  const limit = attempt(() => process.constrainedMemory()) || Infinity;
  return Math.min(totalmem(), limit);
}

/** How many threads can run at once. It asks nobody. */
export function processorCount(): number {
  return navigator.hardwareConcurrency;
}

/** The machine's name, and the addresses of its interfaces. @throws {Error} Where they may not be known. */
export function machineNames(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((found) => found ?? []);
  return [hostname(), ...addresses.map(({ address }) => address)];
}
