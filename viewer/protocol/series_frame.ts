import { readNumberFrames, writeNumberFrame } from "./number_frame.ts";
import type { Series, SeriesHeader } from "./series.ts";

/**
 * One series as a frame: all x and all y; then the steps, if the header says so; then, if there are
 * means, their x, the means, and their counts.
 */
export function writeSeries({ x, y, steps, means, ...fields }: Series): Uint8Array<ArrayBuffer> {
  const header: SeriesHeader = {
    ...fields,
    ...steps ? { hasSteps: true } : {},
    ...means ? { meanCount: means.x.length } : {},
  };
  return writeNumberFrame(header, [
    ...[x, y, ...steps ? [steps] : []],
    ...means ? [means.x, means.y, means.counts] : [],
  ]);
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
  return readNumberFrames(
    buffer,
    ({ hasSteps, meanCount, ...header }: SeriesHeader, take): Series => {
      const [x, y] = [take(header.n), take(header.n)];
      const steps = hasSteps ? { steps: take(header.n) } : {};
      const means = meanCount === undefined
        ? {}
        : { means: { x: take(meanCount), y: take(meanCount), counts: take(meanCount) } };
      return { ...header, x, y, ...steps, ...means };
    },
  );
}
