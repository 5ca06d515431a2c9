import { formatValue } from "../checks/format_value.ts";
import type { CallBuffers } from "../memory/call_buffers.ts";
import type { SampleSource } from "../../writer/records.ts";

/** The samples of a sound, to be kept as a WAV file of 16 bits a sample. */
export interface Samples {
  /** Values from -1 to 1; or for more than one channel, an array of each. */
  readonly samples: Float32Array | readonly Float32Array[];
  /** Samples a second; a positive integer. */
  readonly sampleRate: number;
}

/** A WAV file says its length in 32 bits. */
const MAX_BYTES = 2 ** 32 - 100;

/** Whether something has the form of {@linkcode Samples}. */
export function isSamples(value: object): value is Samples {
  return "samples" in value;
}

/** Copies a sound's samples. */
export function copySamples({ samples, sampleRate }: Samples, buffers: CallBuffers): SampleSource {
  if (!Number.isSafeInteger(sampleRate) || sampleRate < 1 || sampleRate >= 2 ** 32) {
    throw new RangeError(
      `expected a sampleRate in samples a second, a positive integer, ` +
        `received ${formatValue(sampleRate)}`,
    );
  }
  const channels: readonly unknown[] = Array.isArray(samples) ? samples : [samples];
  if (channels.length === 0 || channels.length > 255) {
    throw new RangeError(`expected samples of 1 to 255 channels, received ${formatValue(samples)}`);
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
