import { formatValue } from "../checks/format_value.ts";
import type { CallBuffers } from "../memory/call_buffers.ts";
import type { SampleSource } from "../../writer/records.ts";

/** The samples of audio, to be stored as a WAV file with 16 bits per sample. */
export interface Samples {
  /**
   * Values from -1 to 1; for more than one channel, one array per channel. What is beyond is clipped,
   * which is said once per name.
   */
  readonly samples: Float32Array | readonly Float32Array[];
  /** Samples per second; a positive integer. */
  readonly sampleRate: number;
}

/** A WAV file has its length in a field of 32 bits. */
const MAX_BYTES = 2 ** 32 - 100;

/** What others call the number of channels, where all samples are in one array. */
const CHANNEL_COUNTS = ["channels", "numberOfChannels", "numChannels", "channelCount"];

/** Whether an object has the form of {@linkcode Samples}. */
export function isSamples(value: object): value is Samples {
  return "samples" in value;
}

/** Copies the samples of audio. @throws {TypeError | RangeError} Where there are none. */
export function copySamples(value: Samples, buffers: CallBuffers): SampleSource {
  const { samples, sampleRate } = value;
  if (!Number.isSafeInteger(sampleRate) || sampleRate < 1 || sampleRate >= 2 ** 32) {
    throw new RangeError(
      `expected a sampleRate in samples per second, a positive integer, ` +
        `received ${formatValue(sampleRate)}`,
    );
  }
  const channels: readonly unknown[] = Array.isArray(samples) ? samples : [samples];
  if (channels.length === 0 || channels.length > 255) {
    throw new RangeError(`expected samples of 1 to 255 channels, received ${formatValue(samples)}`);
  }
  const named = CHANNEL_COUNTS.find((name) => Object.hasOwn(value, name));
  const count: unknown = named && Reflect.get(value, named);
  if (count !== undefined && count !== null && count !== channels.length) {
    throw new RangeError(
      `expected one Float32Array per channel, received ${named} ${formatValue(count)} beside ` +
        `samples of ${channels.length}: samples that alternate between channels must be split`,
    );
  }
  const arrays = channels.map((channel) => {
    if (channel instanceof Float32Array) return channel;
    throw new TypeError(
      `expected samples as a Float32Array or a list of them, received ${formatValue(channel)}`,
    );
  });
  const [first] = arrays;
  const length = first?.length ?? 0;
  const unequal = arrays.find((array) => array.length !== length);
  if (length === 0 || unequal !== undefined) {
    throw new RangeError(
      `expected channels of one length, at least one sample each, received ` +
        `${formatValue(first)}${unequal === undefined ? "" : ` and ${formatValue(unequal)}`}`,
    );
  }
  if (length * arrays.length * 2 > MAX_BYTES) {
    throw new RangeError(
      `expected samples for a file below 4 GiB, received ${arrays.length} × ${length}`,
    );
  }
  const copied = arrays.map((array) => buffers.copy(Float32Array, array));
  return { kind: "samples", channels: copied, sampleRate };
}
