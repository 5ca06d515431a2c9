import { isNotFound } from "../../system/error_code.ts";
import { mayReadGpus, readGpuUsage } from "../../system/gpu_usage.ts";
import { type MachineCounters, readMachineCounters } from "../../system/machine_counters.ts";
import { messageOf } from "../../system/message_of.ts";
import { gpuMetrics, type MachineMetric, machineMetrics } from "./machine_metrics.ts";

/** Rates need an earlier reading; a script that has ended before that pays nothing. */
const FIRST_READING_MS = 1000;

/** The settings of a {@linkcode Sampler}. */
export interface SamplerSettings {
  /** From one sample to the next, in milliseconds. */
  intervalMs: number;
  /** Takes a sample. */
  onSample(metrics: readonly MachineMetric[]): void;
  /** Receives, once, what cannot be sampled, for the log file. */
  onEvent(message: string): void;
}

/**
 * Samples what the machine does at intervals, in the writer's thread: the first time after one
 * interval. It reads `/proc` and asks `nvidia-smi`, and starts no other process: a library would
 * start some for each sample.
 */
export class Sampler {
  readonly #settings: SamplerSettings;
  #before?: MachineCounters;
  /** Whether graphics processors are asked for. */
  #hasGpus = mayReadGpus();
  #isFirst = true;
  #isSampling = false;
  #timer?: ReturnType<typeof setTimeout>;

  /** Begins. */
  constructor(settings: SamplerSettings) {
    this.#settings = settings;
    this.resume();
  }

  /** Goes on, where it was paused. */
  resume(): void {
    if (this.#timer !== undefined) return;
    const { intervalMs } = this.#settings;
    const firstMs = Math.min(FIRST_READING_MS, intervalMs / 2);
    this.#timer = setTimeout(() => {
      this.#before = readMachineCounters();
      this.#timer = setTimeout(() => this.#turn(), intervalMs - firstMs);
    }, firstMs);
  }

  /** No sample comes until it is resumed. */
  pause(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #turn(): void {
    this.#timer = setTimeout(() => this.#turn(), this.#settings.intervalMs);
    if (this.#isSampling) return; // nvidia-smi has not answered yet.
    this.#isSampling = true;
    const { onSample, onEvent } = this.#settings;
    this.#sample().then(
      (metrics) => this.#timer !== undefined && onSample(metrics),
      (error) => onEvent(`Cannot sample the machine: ${messageOf(error)}`),
    ).finally(() => this.#isSampling = false);
  }

  async #sample(): Promise<MachineMetric[]> {
    const now = readMachineCounters();
    const before = this.#before ?? now;
    this.#before = now;
    if (this.#isFirst) this.#reportMissing(now);
    this.#isFirst = false;
    return [...machineMetrics(before, now), ...await this.#sampleGpus()];
  }

  async #sampleGpus(): Promise<MachineMetric[]> {
    if (!this.#hasGpus) return [];
    try {
      return gpuMetrics(await readGpuUsage());
    } catch (error) {
      this.#hasGpus = false;
      if (isNotFound(error)) return [];
      this.#settings.onEvent(`Graphics processors are not sampled: ${messageOf(error)}`);
      return [];
    }
  }

  #reportMissing({ cpu, memory, disk, network }: MachineCounters): void {
    const missing = Object.entries({ cpu, memory, disk, network })
      .filter(([, value]) => value === undefined).map(([name]) => name);
    if (!this.#hasGpus) missing.push("graphics processors");
    if (missing.length === 0) return;
    this.#settings.onEvent(
      `Of the machine, ${missing.join(", ")} cannot be sampled here, or not with these permissions`,
    );
  }
}
