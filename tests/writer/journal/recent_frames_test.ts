import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { TempDir } from "../../../testing/temp_dir.ts";
import { Journal } from "../../../writer/journal/journal.ts";
import { type RecentFrame, RecentFrames } from "../../../writer/journal/recent_frames.ts";
import { segmentPath } from "../../../format/journal_frames.ts";
import { stepsBlock } from "../fake_disk.ts";
import { noDamage } from "./small_journal.ts";
import { Random } from "../../support/random.ts";

function frame(segment: number, from: number, to: number): RecentFrame {
  return {
    entry: { kind: "rows", blocks: [] },
    start: { segment, offset: from },
    end: { segment, offset: to },
    byteCount: to - from,
  };
}

Deno.test("RecentFrames.after() gives the frame that follows a place, across segments", () => {
  const recent = new RecentFrames(100);
  assertEquals(recent.after({ segment: 1, offset: 0 }), undefined);
  recent.add(frame(1, 0, 30));
  recent.add(frame(1, 30, 60));
  recent.add(frame(2, 0, 30));
  const endAfter = (segment: number, offset: number) => recent.after({ segment, offset })?.end;
  assertEquals(endAfter(1, 0), { segment: 1, offset: 30 });
  assertEquals(endAfter(1, 30), { segment: 1, offset: 60 });
  assertEquals(endAfter(1, 60), { segment: 2, offset: 30 });
  assertEquals(endAfter(2, 30), undefined);
  recent.add(frame(2, 30, 60)); // More than the bound: the first one goes.
  assertEquals(endAfter(1, 0), undefined);
  assertEquals(endAfter(1, 30), { segment: 1, offset: 60 });
  recent.forgetBefore({ segment: 2, offset: 30 });
  assertEquals(endAfter(1, 60), undefined);
  assertEquals(endAfter(2, 30), { segment: 2, offset: 60 });
});

Deno.test("Journal.read() needs no disk for what was appended since the last commit", () => {
  using dir = new TempDir();
  const journal = new Journal(dir.join("journal"), () => {});
  for (let step = 0; step < 4; step++) {
    journal.appendEntry({ kind: "rows", blocks: [stepsBlock(step, 1)] }, true);
  }
  // As long as before, so that nobody notices that it is no journal any more.
  const path = segmentPath(dir.join("journal"), 1);
  Deno.writeFileSync(path, new Uint8Array(Deno.statSync(path).size));
  const frames = [...journal.read(journal.start)];
  assertEquals(frames.map(({ blocks }) => blocks[0]?.lastStep), [0, 1, 2, 3]);
  assertEquals(frames.at(-1)?.end, journal.end);
  const half = frames[1]!.end;
  assertEquals([...journal.read(half)].map(({ blocks }) => blocks[0]?.lastStep), [2, 3]);
  journal.forgetBefore(half);
  assertEquals([...journal.read(half)].map(({ blocks }) => blocks[0]?.lastStep), [2, 3]);
  assertEquals([...journal.read(journal.start)], [], "which is on the disk alone");
  journal.close();
});

Deno.test("Journal.readOutline() needs no disk for rows that take too much memory to be kept", () => {
  using dir = new TempDir();
  const journal = new Journal(dir.join("journal"), () => {});
  const count = 20;
  for (let step = 0; step < count; step++) {
    const block = stepsBlock(step, 1);
    block.columns.push({ name: "text", type: "string", values: ["x".repeat(4 * 1024 ** 2)] });
    journal.appendEntry({ kind: "rows", blocks: [block] }, true);
  }
  const path = segmentPath(dir.join("journal"), 1);
  Deno.writeFileSync(path, new Uint8Array(Deno.statSync(path).size));
  const frames = [...journal.readOutline(journal.start)];
  assertEquals(frames.map(({ blocks }) => blocks[0]?.lastStep), [...Array(count).keys()]);
  assertEquals(frames.at(-1)?.end, journal.end);
  assert(frames.every(({ blocks }) => blocks[0]?.columns.at(-1)?.name === "text"));
  journal.close();
});

Deno.test("Journal.readOutline() needs no disk for hundreds of blocks with the same thousands of columns", () => {
  using dir = new TempDir();
  const journal = new Journal(dir.join("journal"), () => {});
  const names = Array.from({ length: 2000 }, (_, i) => `metric_${i}`);
  for (let step = 0; step < 300; step++) {
    const block = stepsBlock(step, 1);
    block.columns.push(...names.map((name) => ({
      name,
      type: "double" as const,
      values: Float64Array.of(step),
    })));
    journal.appendEntry({ kind: "rows", blocks: [block] }, true);
  }
  const path = segmentPath(dir.join("journal"), 1);
  Deno.writeFileSync(path, new Uint8Array(Deno.statSync(path).size));
  const frames = [...journal.readOutline(journal.start)];
  assertEquals(frames.map(({ blocks }) => blocks[0]?.lastStep), [...Array(300).keys()]);
  assert(frames.every(({ blocks }) => blocks[0]?.columns.at(-1)?.name === "metric_1999"));
  journal.close();
});

Deno.test("Journal.read() and readOutline() give the same from memory, from the disk, and from both", () => {
  for (const seed of [1, 2, 3]) {
    using dir = new TempDir();
    const random = new Random(seed);
    const earlier = new Journal(join(dir.path, "journal"), () => {});
    earlier.append(stepsBlock(0, 2));
    earlier.close();
    const journal = new Journal(join(dir.path, "journal"), () => {});
    for (let step = 2; step < 60; step++) {
      const block = stepsBlock(step, 1);
      const standIn = { ...block, table: "media" as const };
      if (random.integer(0, 3) === 0) {
        journal.appendEntry({ kind: "awaiting", blocks: [block, standIn] }, true);
        journal.appendEntry({ kind: "completion", blocks: [standIn] }, true);
      } else {
        journal.appendEntry({ kind: "rows", blocks: [block] }, true);
      }
      if (random.integer(0, 9) === 0) journal.close();
    }
    const onDisk = new Journal(join(dir.path, "journal"), noDamage);
    const expected = [...onDisk.read(onDisk.start)];
    const placesOf = (frames: typeof expected) =>
      frames.map(({ blocks, end, byteCount }) => [
        blocks.map(({ columns, ...block }) => ({
          ...block,
          names: columns.map(({ name }) => name),
        })),
        end,
        byteCount,
      ]);
    for (let i = 0; i < 10; i++) {
      const at = random.integer(0, expected.length - 1);
      const from = i === 0 ? journal.start : expected[at]!.end;
      const left = i === 0 ? expected : expected.slice(at + 1);
      assertEquals(placesOf([...journal.read(from)]), placesOf(left), `seed ${seed}`);
      assertEquals(placesOf([...journal.readOutline(from)]), placesOf(left), `seed ${seed}`);
      if (i > 5) journal.forgetBefore(from);
    }
    assert(expected.length > 58);
    journal.close();
  }
});
