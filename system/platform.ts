import process from "node:process";

/** Names that boards have in their metadata, where `node:process` has others. */
const SYSTEMS: Record<string, string> = { win32: "windows" };
const PROCESSORS: Record<string, string> = { x64: "x86_64", arm64: "aarch64" };

/** `linux`, `darwin`, `windows` or another. */
export const system: string = SYSTEMS[process.platform] ?? process.platform;

/** `x86_64`, `aarch64` or another. */
export const processor: string = PROCESSORS[process.arch] ?? process.arch;

/** Whether it is Windows. */
export const isWindows: boolean = system === "windows";
