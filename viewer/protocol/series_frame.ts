import type { Series, SeriesHeader } from "./series.ts";

/**
 * One series as bytes: the length of the header (32 bits, little-endian), the
 * header as JSON, padded with spaces so that the numbers begin at a multiple
 * of 8, then all x and all y as 64-bit floats, little-endian; then the steps, if the
 * header says so; then, if there are means, their x, the means, and their counts.
 *
 * A frame's length is a multiple of 8, so frames follow each other directly.
 */
export function writeSeries({ x, y, steps, means, ...fields }: Series): Uint8Array<ArrayBuffer> {
  const header: SeriesHeader = {
    ...fields,
    ...steps ? { hasSteps: true } : {},
    ...means ? { meanCount: means.x.length } : {},
  };
  const json = new TextEncoder().encode(JSON.stringify(header));
  const numbersAt = Math.ceil((4 + json.length) / 8) * 8;
  const arrays = [
    ...[x, y, ...steps ? [steps] : []],
    ...means ? [means.x, means.y, means.counts] : [],
  ];
  const total = arrays.reduce((sum, { length }) => sum + length, 0);
  const bytes = new Uint8Array(numbersAt + 8 * total).fill(0x20, 4, numbersAt);
  new DataView(bytes.buffer).setUint32(0, numbersAt - 4, true);
  bytes.set(json, 4);
  let at = numbersAt;
  for (const array of arrays) {
    new Float64Array(bytes.buffer, at, array.length).set(array);
    at += 8 * array.length;
  }
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
    const { hasSteps, meanCount, ...header }: SeriesHeader = JSON.parse(json);
    at += 4 + headerLength;
    const take = (count: number) => {
      const array = new Float64Array(buffer, at, count);
      at += 8 * count;
      return array;
    };
    const [x, y] = [take(header.n), take(header.n)];
    const steps = hasSteps ? { steps: take(header.n) } : {};
    const means = meanCount === undefined
      ? {}
      : { means: { x: take(meanCount), y: take(meanCount), counts: take(meanCount) } };
    series.push({ ...header, x, y, ...steps, ...means });
  }
  return series;
}
