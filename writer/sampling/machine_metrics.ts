import type { GpuUsage } from "../../system/gpu_usage.ts";
import type { MachineCounters } from "../../system/machine_counters.ts";

/** A value of a sample, under its name. */
export type MachineMetric = readonly [name: string, value: number];

/**
 * What a machine has done between two readings of its counters. What one of them lacks is left out.
 */
export function machineMetrics(before: MachineCounters, now: MachineCounters): MachineMetric[] {
  const ms = now.atMs - before.atMs;
  const metrics: [string, number | undefined][] = [
    ["process/cpu_percent", 100 * (now.processCpuMs - before.processCpuMs) / ms],
    ["process/memory_bytes", now.processMemoryBytes],
    ["process/disk_read_bytes_per_second", rate(before.processDisk, now.processDisk, "read", ms)],
    [
      "process/disk_written_bytes_per_second",
      rate(before.processDisk, now.processDisk, "written", ms),
    ],
    ["system/cpu_percent", busyPercent(before.cpu, now.cpu)],
    ["system/memory_bytes", now.memory?.used],
    ["system/memory_percent", now.memory && 100 * now.memory.used / now.memory.total],
    ["system/disk_read_bytes_per_second", rate(before.disk, now.disk, "read", ms)],
    ["system/disk_written_bytes_per_second", rate(before.disk, now.disk, "written", ms)],
    ["system/network_received_bytes_per_second", rate(before.network, now.network, "received", ms)],
    ["system/network_sent_bytes_per_second", rate(before.network, now.network, "sent", ms)],
  ];
  return known(metrics);
}

/** What graphics processors do. */
export function gpuMetrics(gpus: readonly GpuUsage[]): MachineMetric[] {
  return known(gpus.flatMap(({ index, ...usage }) => [
    [`gpu/${index}/utilization_percent`, usage.utilizationPercent],
    [`gpu/${index}/memory_bytes`, usage.memoryBytes],
    [`gpu/${index}/temperature_celsius`, usage.temperatureCelsius],
    [`gpu/${index}/power_watts`, usage.powerWatts],
  ]));
}

/** Counters of a system begin anew where a disk or a network comes or goes: that is no rate. */
function rate<Key extends string>(
  before: Record<Key, number> | undefined,
  now: Record<Key, number> | undefined,
  key: Key,
  ms: number,
): number | undefined {
  if (before === undefined || now === undefined || now[key] < before[key]) return undefined;
  return 1000 * (now[key] - before[key]) / ms;
}

function busyPercent(
  before: MachineCounters["cpu"],
  now: MachineCounters["cpu"],
): number | undefined {
  if (before === undefined || now === undefined || now.total <= before.total) return undefined;
  return Math.max(0, 100 * (now.busy - before.busy) / (now.total - before.total));
}

function known(metrics: readonly (readonly [string, number | undefined])[]): MachineMetric[] {
  return metrics.filter((metric): metric is MachineMetric => Number.isFinite(metric[1]));
}
