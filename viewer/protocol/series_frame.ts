import type { Series, SeriesHeader } from "./series.ts";

/**
 * One series as bytes: the length of the header (32 bits, little-endian), the
 * header as JSON, padded with spaces so that the numbers begin at a multiple
 * of 8, then all x and all y as 64-bit floats, little-endian.
 *
 * A frame's length is a multiple of 8, so frames follow each other directly.
 */
export function writeSeries({ x, y, ...header }: Series): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const numbersAt = Math.ceil((4 + json.length) / 8) * 8;
  const bytes = new Uint8Array(numbersAt + 16 * x.length).fill(0x20, 4, numbersAt);
  new DataView(bytes.buffer).setUint32(0, numbersAt - 4, true);
  bytes.set(json, 4);
  new Float64Array(bytes.buffer, numbersAt, x.length).set(x);
  new Float64Array(bytes.buffer, numbersAt + 8 * x.length, y.length).set(y);
  return bytes;
}

/**
 * The series in the reply of `POST /api/series`, in the order of the requests.
 * The arrays are views of `buffer`.
 *
 * @throws {RangeError | SyntaxError} If the reply was cut off.
 *
 * @example
 * ```ts
 * import { readSeries, writeSeries } from "./series_frame.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const header = { board: "b", metric: "loss", n: 2, rowCount: 2, sampled: false, lastStep: 1 };
 * const sent = { ...header, x: Float64Array.of(0, 1), y: Float64Array.of(0.5, NaN) };
 * assertEquals(readSeries(writeSeries(sent).buffer), [sent]);
 * ```
 */
export function readSeries(buffer: ArrayBuffer): Series[] {
  const series: Series[] = [];
  for (let at = 0; at < buffer.byteLength;) {
    const headerLength = new DataView(buffer).getUint32(at, true);
    const json = new TextDecoder().decode(new Uint8Array(buffer, at + 4, headerLength));
    const header: SeriesHeader = JSON.parse(json);
    const xAt = at + 4 + headerLength;
    const yAt = xAt + 8 * header.n;
    const x = new Float64Array(buffer, xAt, header.n);
    const y = new Float64Array(buffer, yAt, header.n);
    series.push({ ...header, x, y });
    at = yAt + 8 * header.n;
  }
  return series;
}
