import { Buffer } from "node:buffer";
import { assert, assertEquals } from "@std/assert";
import { MAX_DAMAGED_FRAMES } from "../../../format/journal_frames.ts";
import { JournalIndex } from "../../../reader/snapshot/journal_index.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import { forgedPayload, frameOf, keyColumns } from "../../hostile/support/forged_frames.ts";

/** So many headers fit into 3 MB. */
const MANY = 200_000;

/** The index of a journal of one segment, with some bytes in it and a size that may be larger. */
function indexOf(dir: TempDir, bytes: Uint8Array, size = bytes.length): JournalIndex {
  const path = dir.join("000001.journal");
  Deno.writeFileSync(path, bytes);
  Deno.truncateSync(path, size);
  const index = new JournalIndex(dir.path);
  index.refresh();
  return index;
}

for (const magic of ["KBJ1", "KBJ2", "KBJ3", "KBJ4", "KBM1"]) {
  Deno.test(`JournalIndex keeps nothing of many frames without content (${magic})`, () => {
    using dir = new TempDir();
    const frame = frameOf(new Uint8Array(), magic);
    const index = indexOf(dir, Buffer.alloc(MANY * frame.length, frame));
    index.refresh();
    assert(index.frames.length + index.metadataFrames.length <= 1);
    assertEquals(index.problems.size, magic === "KBM1" ? 1 : MAX_DAMAGED_FRAMES + 1);
  });

  Deno.test(`JournalIndex makes no memory for a frame of four gigabytes (${magic})`, () => {
    using dir = new TempDir();
    const header = frameOf(new Uint8Array(), magic, 2 ** 32 - 1);
    const index = indexOf(dir, header, 2 ** 32 + header.length);
    for (const frame of index.metadataFrames) index.checkMetadata(frame);
    for (let number = 0; number < index.frames.length; number++) index.read(number);
    assertEquals([index.frames.length, index.metadataFrames.length, index.problems.size], [
      0,
      0,
      1,
    ]);
  });
}

Deno.test("JournalIndex takes the smallest blocks, one a frame", () => {
  using dir = new TempDir();
  const frames = Array.from({ length: 10 }, (_, step) => {
    const block = { rowCount: 1, firstStep: BigInt(step), lastStep: BigInt(step) };
    return frameOf(forgedPayload({ ...block, columns: keyColumns(1, step) }));
  });
  const index = indexOf(dir, Buffer.concat(frames));
  const numbers = Array.from({ length: index.frames.length }, (_, number) => number);
  assertEquals(numbers.map((number) => index.read(number)?.blocks[0]?.lastStep), [
    ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  ]);
  assertEquals([...index.problems], []);
});

Deno.test("JournalIndex takes a large frame where a writer puts one, and no further one behind 64 MiB", () => {
  using dir = new TempDir();
  const length = 70 * 2 ** 20;
  const size = 2 * (16 + length);
  const header = frameOf(new Uint8Array(), "KBJ3", length);
  const path = dir.join("000001.journal");
  Deno.writeFileSync(path, header);
  Deno.truncateSync(path, size);
  {
    using file = Deno.openSync(path, { write: true });
    file.seekSync(16 + length, Deno.SeekMode.Start);
    file.writeSync(header);
  }
  const index = new JournalIndex(dir.path);
  index.refresh();
  assertEquals([index.frames.length, index.problems.size], [1, 1]);
});

Deno.test("JournalIndex reads what took the place of a torn frame, though it be shorter", () => {
  using dir = new TempDir();
  const frameAt = (step: number, rowCount: number) =>
    frameOf(forgedPayload({
      rowCount,
      firstStep: BigInt(step),
      lastStep: BigInt(step + rowCount - 1),
      columns: keyColumns(rowCount, step),
    }));
  const first = frameAt(0, 1);
  const torn = frameAt(1, 100);
  const index = indexOf(dir, Buffer.concat([first, torn.subarray(0, -1)]));
  assertEquals(index.frames.length, 1);
  Deno.writeFileSync(dir.join("000001.journal"), Buffer.concat([first, frameAt(1, 2)]));
  index.refresh();
  assertEquals([0, 1].map((number) => index.read(number)?.blocks[0]?.lastStep), [0, 2]);
  assertEquals([...index.problems], []);
});

Deno.test("JournalIndex reads small segments from the disk once, until they are forgotten", () => {
  using dir = new TempDir();
  const frame = frameOf(forgedPayload({ rowCount: 1, columns: keyColumns(1) }));
  Deno.writeFileSync(dir.join("000002.journal"), frame);
  const index = indexOf(dir, frame);
  Deno.truncateSync(dir.join("000001.journal"), 0);
  assertEquals([0, 1].map((number) => index.read(number)?.blocks.length), [1, 1]);
  index.forgetSegments();
  assertEquals([0, 1].map((number) => index.read(number)?.blocks.length), [undefined, 1]);
});
