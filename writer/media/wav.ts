import type { SampleSource } from "../records.ts";

const HEADER_BYTES = 44;
/** Samples that are beyond -1 and 1 by less than this sound the same. */
const TOLERANCE = 1 / 512;

/**
 * A WAV file of 16-bit PCM, which every player plays. The packages on npm for
 * this have not been maintained for years, and there is no more to it than a header.
 *
 * @see https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/WAVE/WAVE.html
 */
export function encodeWav({ channels, sampleRate }: SampleSource): Uint8Array<ArrayBuffer> {
  const frameBytes = channels.length * 2;
  const dataBytes = (channels[0]?.length ?? 0) * frameBytes;
  const view = new DataView(new ArrayBuffer(HEADER_BYTES + dataBytes));
  const text = (offset: number, value: string) => {
    for (let i = 0; i < value.length; i++) view.setUint8(offset + i, value.charCodeAt(i));
  };
  text(0, "RIFF");
  view.setUint32(4, HEADER_BYTES - 8 + dataBytes, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true); // Bytes of the format chunk.
  view.setUint16(20, 1, true); // PCM.
  view.setUint16(22, channels.length, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * frameBytes, true);
  view.setUint16(32, frameBytes, true);
  view.setUint16(34, 16, true); // Bits per sample.
  text(36, "data");
  view.setUint32(40, dataBytes, true);
  channels.forEach((samples, channel) => {
    for (let i = 0; i < samples.length; i++) {
      const sample = Math.max(-1, Math.min(1, samples[i] || 0)); // NaN is silence.
      view.setInt16(HEADER_BYTES + i * frameBytes + channel * 2, Math.round(sample * 32767), true);
    }
  });
  return new Uint8Array(view.buffer);
}

/** Whether samples are so far beyond -1 and 1 that clipping changes how they sound; or are none, as NaN. */
export function isClippedSound({ channels }: SampleSource): boolean {
  return channels.some((samples) => samples.some((sample) => !(Math.abs(sample) <= 1 + TOLERANCE)));
}
