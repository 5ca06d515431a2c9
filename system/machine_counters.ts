import { readFileSync } from "node:fs";
import { cpus, freemem, totalmem } from "node:os";
import process from "node:process";
import { attempt } from "./attempt.ts";
import { isPermitted } from "./deno.ts";
import { system } from "./platform.ts";

/** What rises while a machine works, and what it has now; what is not known is missing. */
export interface MachineCounters {
  /** When it was read, in milliseconds of a clock that never goes back. */
  atMs: number;
  /** The processor time of this process, of all its threads, in milliseconds. */
  processCpuMs: number;
  /** The memory that this process holds, in bytes. */
  processMemoryBytes: number;
  /** What this process has read from disks and written to them, in bytes. */
  processDisk?: { read: number; written: number };
  /** The time of all processors together: in which they worked, and all of it; in one unit. */
  cpu?: { busy: number; total: number };
  /** The machine's memory in use, and all of it, in bytes. */
  memory?: { used: number; total: number };
  /** What all disks have read and written, in bytes. */
  disk?: { read: number; written: number };
  /** What all networks but the machine's own have received and sent, in bytes. */
  network?: { received: number; sent: number };
}

const SECTOR_BYTES = 512;
/** Whole disks: what a partition or a mapping does, its disk does. */
const DISK = /^(sd[a-z]+|hd[a-z]+|vd[a-z]+|xvd[a-z]+|nvme\d+n\d+|mmcblk\d+)$/;

/**
 * Reads the counters of this machine: on Linux from `/proc`, which takes some tenths of a millisecond
 * and starts no process, elsewhere what the runtime tells. It asks nobody for a permission.
 */
export function readMachineCounters(): MachineCounters {
  const { user, system: inKernel } = process.cpuUsage();
  const own = {
    atMs: performance.now(),
    processCpuMs: (user + inKernel) / 1000,
    processMemoryBytes: process.memoryUsage.rss(),
  };
  // Deno refuses these files with less than all rights, and would ask the user without that to read.
  const hasProc = system === "linux" && isPermitted({ name: "read" });
  const fromProc = hasProc ? readProc() : {};
  return { ...own, cpu: readCpus(), memory: readMemory(), ...fromProc };
}

function readProc(): Partial<MachineCounters> {
  const found: Partial<MachineCounters> = {
    cpu: parse("/proc/stat", parseStat),
    memory: parse("/proc/meminfo", parseMeminfo),
    disk: parse("/proc/diskstats", parseDiskstats),
    network: parse("/proc/net/dev", parseNetDev),
    processDisk: parse("/proc/self/io", parseIo),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

function parse<T>(path: string, parseText: (text: string) => T | undefined): T | undefined {
  return attempt(() => parseText(readFileSync(path, "utf8")));
}

function parseStat(text: string): MachineCounters["cpu"] {
  const times = /^cpu +(.+)$/m.exec(text)?.[1]?.split(" ").slice(0, 8).map(Number) ?? [];
  const [, , , idle, waiting] = times;
  if (idle === undefined || waiting === undefined || times.some(Number.isNaN)) return undefined;
  const total = times.reduce((sum, time) => sum + time, 0);
  return { busy: total - idle - waiting, total };
}

function parseMeminfo(text: string): MachineCounters["memory"] {
  const bytesOf = (name: string) =>
    1024 * Number(new RegExp(`^${name}: +(\\d+) kB$`, "m").exec(text)?.[1]);
  const [total, available] = [bytesOf("MemTotal"), bytesOf("MemAvailable")];
  return total >= available ? { used: total - available, total } : undefined;
}

function parseDiskstats(text: string): MachineCounters["disk"] {
  const disks = text.split("\n").map((line) => line.trim().split(/ +/))
    .filter(([, , name = ""]) => DISK.test(name));
  if (disks.length === 0) return undefined;
  const sum = (field: number) =>
    SECTOR_BYTES * disks.reduce((sum, fields) => sum + Number(fields[field]), 0);
  return { read: sum(5), written: sum(9) };
}

function parseNetDev(text: string): MachineCounters["network"] {
  const networks = text.split("\n").flatMap((line) => {
    const [, name, counts = ""] = /^ *([^:]+): *(.+)$/.exec(line) ?? [];
    return name === undefined || name === "lo" ? [] : [counts.split(/ +/).map(Number)];
  });
  const sum = (field: number) => networks.reduce((sum, counts) => sum + (counts[field] ?? 0), 0);
  return { received: sum(0), sent: sum(8) };
}

function parseIo(text: string): MachineCounters["processDisk"] {
  const bytesOf = (name: string) => Number(new RegExp(`^${name}: (\\d+)$`, "m").exec(text)?.[1]);
  const [read, written] = [bytesOf("read_bytes"), bytesOf("write_bytes")];
  return Number.isNaN(read + written) ? undefined : { read, written };
}

function readCpus(): MachineCounters["cpu"] {
  if (!isPermitted({ name: "sys", kind: "cpus" })) return undefined;
  const all = attempt(cpus)?.map(({ times }) => times) ?? [];
  const total = all.reduce(
    (sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq,
    0,
  );
  const idle = all.reduce((sum, { idle }) => sum + idle, 0);
  return total > 0 ? { busy: total - idle, total } : undefined;
}

function readMemory(): MachineCounters["memory"] {
  if (!isPermitted({ name: "sys", kind: "systemMemoryInfo" })) return undefined;
  const total = attempt(totalmem) ?? 0;
  return total > 0 ? { used: total - freemem(), total } : undefined;
}
