import type { GroupHeader, GroupSeries } from "./groups.ts";
import { readNumberFrames, writeNumberFrame } from "./number_frame.ts";

/** One group as a frame: x, center, low, high and counts. */
export function writeGroup(
  { x, center, low, high, counts, ...header }: GroupSeries,
): Uint8Array<ArrayBuffer> {
  return writeNumberFrame(header satisfies GroupHeader, [x, center, low, high, counts]);
}

/**
 * The groups in the reply of `POST /api/groups`, in the order of the request. The arrays are views
 * of `buffer`.
 *
 * @throws {RangeError | SyntaxError} If the reply was cut off.
 */
export function readGroups(buffer: ArrayBuffer): GroupSeries[] {
  return readNumberFrames(buffer, (header: GroupHeader, take): GroupSeries => {
    const [x, center, low] = [take(header.n), take(header.n), take(header.n)];
    return { ...header, x, center, low, high: take(header.n), counts: take(header.n) };
  });
}
