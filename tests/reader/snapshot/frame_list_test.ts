import { assertEquals, assertThrows } from "@std/assert";
import { FrameList, type IndexedFrame } from "../../../reader/snapshot/frame_list.ts";

const KINDS = ["earlier", "block", "calls", "completion"] as const;

/** Frames as a journal of three segments may have them, the greatest numbers among them. */
function frames(count: number): IndexedFrame[] {
  return Array.from({ length: count }, (_, i) => ({
    path: `/journal/00000${1 + Math.floor(3 * i / count)}.journal`,
    offset: i === 7 ? 2 ** 32 - 1 : 16 + 1000 * i,
    kind: KINDS[i % KINDS.length] ?? "block",
    length: i === 9 ? 2 ** 30 : 128 + i,
    checksum: i === 11 ? 2 ** 32 - 1 : i,
  }));
}

Deno.test("FrameList gives back what was added, over many pages and segments", () => {
  const list = new FrameList();
  const expected = frames(30_000);
  for (const frame of expected) list.add(frame);
  assertEquals(list.length, expected.length);
  assertEquals(expected.map((_, number) => list.at(number)), expected);
  assertEquals(expected.every(({ kind }, number) => list.kindOf(number) === kind), true);
});

Deno.test("FrameList keeps what was found of a frame, and of no other", () => {
  const list = new FrameList();
  for (const frame of frames(10_000)) list.add(frame);
  const last = { hasMetrics: true, kind: "rows", lastStep: Number.MAX_SAFE_INTEGER } as const;
  list.setInfo(9_999, last);
  const first = { hasMetrics: false, kind: "events", lastStep: 0 } as const;
  list.setInfo(0, first);
  list.setDamaged(5);
  assertEquals([list.infoOf(9_999), list.infoOf(9_998)], [last, undefined]);
  assertEquals([list.infoOf(0), list.infoOf(1)], [first, undefined]);
  assertEquals([4, 5, 6].map((number) => list.isDamaged(number)), [false, true, false]);
  assertEquals(list.at(5), frames(10_000)[5]);
});

Deno.test("FrameList has no frame beyond its end, nor after it was cleared", () => {
  const list = new FrameList();
  const [frame] = frames(1);
  if (frame !== undefined) list.add(frame);
  assertThrows(() => list.at(1), RangeError, "below 1, got 1");
  list.setDamaged(0);
  list.clear();
  assertThrows(() => list.at(0), RangeError, "below 0, got 0");
  if (frame !== undefined) list.add(frame);
  assertEquals([list.length, list.isDamaged(0), list.infoOf(0)], [1, false, undefined]);
});
