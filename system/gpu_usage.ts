import { isPermitted } from "./deno.ts";
import { runProgram } from "./run_program.ts";

/** What a graphics processor does; what is not known of it is missing. */
export interface GpuUsage {
  /** Its number, from 0. */
  index: number;
  /** How much of the time it worked, in percent. */
  utilizationPercent?: number;
  /** Its memory in use, in bytes. */
  memoryBytes?: number;
  /** Its temperature, in degrees Celsius. */
  temperatureCelsius?: number;
  /** The power that it takes, in watts. */
  powerWatts?: number;
}

const PROGRAM = "nvidia-smi";
const FIELDS = ["index", "utilization.gpu", "memory.used", "temperature.gpu", "power.draw"];
/** It answers within a second; where the driver hangs, it never does. */
const MAX_MS = 5000;
const MIB = 1024 ** 2;

/** Whether {@linkcode readGpuUsage} may run its program. It asks nobody. */
export function mayReadGpus(): boolean {
  return isPermitted({ name: "run", command: PROGRAM });
}

/**
 * Asks `nvidia-smi` what NVIDIA's graphics processors do.
 *
 * @throws {Error} `ENOENT` where there is no such program; another where it fails.
 */
export async function readGpuUsage(): Promise<GpuUsage[]> {
  const { code, stdout, stderr } = await runProgram(PROGRAM, [
    `--query-gpu=${FIELDS.join(",")}`,
    "--format=csv,noheader,nounits",
  ], { maxMs: MAX_MS });
  if (code !== 0) {
    throw new Error(`${PROGRAM} ended with exit code ${code}: ${(stderr || stdout).trim()}`);
  }
  return stdout.split("\n").filter((line) => line.trim() !== "").flatMap((line) => {
    const [index, utilization, memory, temperature, power] = line.split(",").map(toNumber);
    if (index === undefined) return [];
    return [{
      index,
      utilizationPercent: utilization,
      memoryBytes: memory === undefined ? undefined : memory * MIB,
      temperatureCelsius: temperature,
      powerWatts: power,
    }];
  });
}

/** `[N/A]` and the like are no numbers. */
function toNumber(text: string): number | undefined {
  return /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}
