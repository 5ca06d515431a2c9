import { hostname, networkInterfaces, release, totalmem } from "node:os";
import process from "node:process";
import { isPermitted } from "./deno.ts";

/** Names that boards have in their metadata, where `node:process` has others. */
const SYSTEMS: Record<string, string> = { win32: "windows" };
const PROCESSORS: Record<string, string> = { x64: "x86_64", arm64: "aarch64" };

/** `linux`, `darwin`, `windows` or another. */
export const system: string = SYSTEMS[process.platform] ?? process.platform;

/** `x86_64`, `aarch64` or another. */
export const processor: string = PROCESSORS[process.arch] ?? process.arch;

/** Whether it is Windows. */
export const isWindows: boolean = system === "windows";

/** The machine's name; `null` where it may not be known: it asks nobody. */
export function hostName(): string | null {
  return isPermitted({ name: "sys", kind: "hostname" }) ? hostname() : null;
}

/** The system's version; `null` where it may not be known: it asks nobody. */
export function systemRelease(): string | null {
  return isPermitted({ name: "sys", kind: "osRelease" }) ? release() : null;
}

/** The machine's memory, in bytes. @throws {Error} Where it may not be known. */
export function memoryBytes(): number {
  return totalmem();
}

/** The machine's name, and the addresses of its interfaces. @throws {Error} Where they may not be known. */
export function machineNames(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((found) => found ?? []);
  return [hostname(), ...addresses.map(({ address }) => address)];
}
