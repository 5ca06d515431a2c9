import { assert, assertEquals, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { hardValues } from "../../support/hard_values.ts";
import { makeBlock } from "../../support/make_block.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import { attempt } from "../../../system/attempt.ts";
import { sleep } from "../../../system/sleep.ts";
import type { Block } from "../../../format/block.ts";
import type { Metadata } from "../../../format/metadata.ts";
import { Journal } from "../../../writer/journal/journal.ts";
import { noDamage, readAll, segmentNames, smallBlock, writeSmall } from "./small_journal.ts";

Deno.test("Journal makes nothing before the first append()", async () => {
  using dir = new TempDir();
  const journal = new Journal(dir.join("data", "journal"), noDamage);
  assertEquals(journal.exists, false);
  assertEquals(journal.start, { segment: 1, offset: 0 });
  assertEquals(journal.end, { segment: 1, offset: 0 });
  assertEquals(readAll(journal), []);
  await journal.sync(journal.end);
  journal.close();
  journal.close();
  assertEquals([...Deno.readDirSync(dir.path)], []);
});

Deno.test("Journal.read() yields what append() took, with its place and size", async () => {
  using dir = new TempDir();
  const path = dir.join("journal");
  const journal = new Journal(path, noDamage);
  const blocks = [hardValues(true), smallBlock(100), makeBlock(400, 3), {
    ...makeBlock(500, 1, [{ name: "name", type: "string", cells: ["é"] }]),
    table: "tables" as const,
  }];
  const ends = blocks.map((block) => {
    journal.append(block);
    return journal.end;
  });
  await journal.sync(journal.end);

  const frames = [...journal.read(journal.start)];
  assertEquals(frames.flatMap((frame) => frame.blocks), blocks);
  assertEquals(frames.map(({ end }) => end), ends);
  const sizes = ends.map(({ offset }, index) => offset - (ends[index - 1]?.offset ?? 0));
  assertEquals(frames.map(({ byteCount }) => byteCount), sizes);
  assertEquals(Deno.statSync(join(path, "000001.journal")).size, journal.end.offset);
  for (const [index, end] of ends.entries()) {
    assertEquals(readAll(journal, end), blocks.slice(index + 1));
  }
  journal.close();
  assertEquals(readAll(new Journal(path, noDamage)), blocks);
});

Deno.test("Journal.read() yields what is appended while it reads", () => {
  using dir = new TempDir();
  const journal = new Journal(dir.join("journal"), noDamage);
  journal.append(smallBlock(0));
  let count = 0;
  for (const { blocks } of journal.read(journal.start)) {
    assertEquals(blocks, [smallBlock(count)]);
    if (++count < 10) journal.append(smallBlock(count));
  }
  assertEquals(count, 10);
  journal.close();
});

Deno.test("Journal.read() yields nothing from the end, and goes on there", () => {
  using dir = new TempDir();
  const journal = new Journal(dir.join("journal"), noDamage);
  for (let index = 0; index < 20; index++) {
    const { end } = journal;
    assertEquals(readAll(journal, end), []);
    journal.append(smallBlock(index));
    assertEquals(readAll(journal, end), [smallBlock(index)]);
  }
  journal.close();
});

Deno.test("Journal.append() copies its block: what becomes of it later changes nothing", () => {
  using dir = new TempDir();
  const journal = new Journal(dir.join("journal"), noDamage);
  const block = smallBlock(1);
  journal.append(block);
  (block.columns[0]!.values as BigInt64Array).fill(9n);
  block.columns.pop();
  assertEquals(readAll(journal), [smallBlock(1)]);
  journal.close();
});

Deno.test("Journal begins a new segment when one would pass 64 MiB", () => {
  using dir = new TempDir();
  const path = dir.join("journal");
  const journal = new Journal(path, noDamage);
  const cells = new Float64Array(2 * 1024 ** 2).fill(0.5); // 16 MiB
  const blockOf = (step: number): Block => ({
    ...makeBlock(step, 1),
    columns: [...makeBlock(step, 1).columns, { name: "m", type: "double[]", values: [cells] }],
  });
  for (let step = 0; step < 5; step++) journal.append(blockOf(step));
  assertEquals(segmentNames(path), ["000001.journal", "000002.journal"]);
  assertEquals(journal.end.segment, 2);
  for (const name of segmentNames(path)) {
    assert(Deno.statSync(join(path, name)).size <= 64 * 1024 ** 2);
  }
  const frames = [...journal.read(journal.start)];
  assertEquals(frames.map(({ blocks }) => blocks[0]!.firstStep), [0, 1, 2, 3, 4]);
  assertEquals(frames.map(({ end }) => end.segment), [1, 1, 1, 2, 2]);
  assert(
    frames.every(({ blocks }) =>
      (blocks[0]!.columns[3]!.values as Float64Array[])[0]!.length === 2 ** 21
    ),
  );
  assertEquals(readAll(journal, frames[2]!.end).map(({ firstStep }) => firstStep), [3, 4]);
  journal.close();
});

Deno.test("Journal takes a block that is larger than a segment", () => {
  using dir = new TempDir();
  const path = dir.join("journal");
  const journal = new Journal(path, noDamage);
  const values = [new Float64Array(65 * 1024 ** 2 / 8)];
  journal.append(smallBlock(0));
  const { columns } = makeBlock(2, 1);
  journal.append({
    ...makeBlock(2, 1),
    columns: [...columns, { name: "m", type: "double[]", values }],
  });
  journal.append(smallBlock(2));
  assertEquals(readAll(journal).map(({ firstStep }) => firstStep), [0, 2, 4]);
  assertEquals(segmentNames(path).length, 3);
  journal.close();
});

Deno.test("Journal never appends to a segment of an earlier one", () => {
  using dir = new TempDir();
  const path = dir.join("journal");
  for (let index = 0; index < 3; index++) {
    const journal = new Journal(path, noDamage);
    assertEquals(journal.exists, index > 0);
    assertEquals(journal.end, { segment: index + 1, offset: 0 });
    journal.append(smallBlock(index));
    journal.close();
  }
  assertEquals(segmentNames(path), ["000001.journal", "000002.journal", "000003.journal"]);
  const journal = new Journal(path, noDamage);
  assertEquals(readAll(journal), [0, 1, 2].map(smallBlock));
  assertEquals(segmentNames(path).length, 3);
});

Deno.test("Journal reads a small segment of an earlier one from the disk once, until its rows are committed", () => {
  using dir = new TempDir();
  for (let index = 0; index < 3; index++) {
    const journal = new Journal(dir.path, noDamage);
    journal.append(smallBlock(index));
    journal.close();
  }
  const journal = new Journal(dir.path, noDamage);
  journal.append(smallBlock(3));
  assertEquals(readAll(journal), [0, 1, 2, 3].map(smallBlock));
  const second = dir.join("000002.journal");
  Deno.truncateSync(second, Deno.statSync(second).size - 1);
  assertEquals(readAll(journal), [0, 1, 2, 3].map(smallBlock));
  assertEquals(journal.awaiting(journal.end), []);
  journal.forgetBefore(journal.start);
  assertEquals(readAll(journal), [0, 2, 3].map(smallBlock));
  Deno.removeSync(second);
  assertEquals(readAll(journal), [0, 2, 3].map(smallBlock));
  journal.close();
});

Deno.test("Journal removes no segment of a folder that took the place of its own", () => {
  using dir = new TempDir();
  const path = dir.join("data", "journal");
  const first = dir.join("data", "journal", "000001.journal");
  const metadata = {
    get name(): string { // It is read when the first segment is there, and is to be written.
      Deno.removeSync(dir.join("data"), { recursive: true });
      Deno.mkdirSync(path, { recursive: true });
      Deno.writeTextFileSync(first, "theirs");
      throw new Error("The disk fails");
    },
  };
  const journal = new Journal(path, noDamage, metadata as Metadata);
  assertThrows(() => journal.append(smallBlock(0)), Error, "The disk fails");
  assertEquals(Deno.readTextFileSync(first), "theirs");
});

Deno.test("Journal leaves no segment behind that it cannot begin", () => {
  using dir = new TempDir();
  const metadata = {
    get name(): string {
      throw new Error("The disk fails");
    },
  };
  const journal = new Journal(dir.join("journal"), noDamage, metadata as Metadata);
  assertThrows(() => journal.append(smallBlock(0)), Error, "The disk fails");
  assertEquals(segmentNames(dir.join("journal")), []);
});

Deno.test("Journal passes over files that are no segments", () => {
  using dir = new TempDir();
  Deno.writeTextFileSync(dir.join("notes.txt"), "mine");
  Deno.writeTextFileSync(dir.join("1.journal"), "mine");
  Deno.mkdirSync(dir.join("base"));
  const journal = new Journal(dir.path, noDamage);
  assertEquals(journal.exists, false);
  journal.append(smallBlock(0));
  assertEquals(readAll(journal), [smallBlock(0)]);
  journal.close();
});

Deno.test("Journal reads its segments in the order of their numbers", () => {
  using dir = new TempDir();
  for (const [index, number] of [999_999, 1_000_000].entries()) {
    using small = new TempDir();
    const { bytes } = writeSmall(small.path, [smallBlock(index)]);
    Deno.writeFileSync(dir.join(`${number}.journal`), bytes);
  }
  const journal = new Journal(dir.path, noDamage);
  assertEquals(readAll(journal), [smallBlock(0), smallBlock(1)]);
  assertEquals(journal.end.segment, 1_000_001);
});

Deno.test("Journal.remove() removes its folder, and the next append() begins anew", () => {
  using dir = new TempDir();
  const path = dir.join("journal");
  const journal = new Journal(path, noDamage);
  for (let run = 0; run < 3; run++) {
    assertEquals(journal.exists, false);
    journal.append(smallBlock(run));
    Deno.writeTextFileSync(join(path, "other"), "goes too");
    assertEquals(readAll(journal), [smallBlock(run)]);
    journal.remove();
    assertEquals([...Deno.readDirSync(dir.path)], []);
    // Behind every place in what was removed.
    assertEquals(journal.start, { segment: run + 2, offset: 0 });
    assertEquals(journal.end, journal.start);
  }
});

Deno.test({
  name: "Journal.remove() leaves no name of a large base, and frees it in a moment",
  ignore: Deno.build.os !== "linux", // There it shows which files a process has open.
  async fn() {
    using dir = new TempDir();
    const path = dir.join("journal");
    const journal = new Journal(path, noDamage);
    journal.append(smallBlock(0));
    const base = join(path, "base");
    Deno.mkdirSync(base);
    for (const [name, size] of [["large", 64 * 1024 ** 2], ["small", 1]] as const) {
      Deno.writeFileSync(join(base, name), new Uint8Array());
      Deno.truncateSync(join(base, name), size);
    }
    journal.remove();
    assertEquals([...Deno.readDirSync(dir.path)], []);
    const open = () =>
      [...Deno.readDirSync("/proc/self/fd")]
        .flatMap(({ name }) => attempt(() => Deno.readLinkSync(`/proc/self/fd/${name}`)) ?? [])
        .filter((target) => target.startsWith(dir.path));
    assertEquals(open().map((target) => target.split("/").at(-1)), ["large (deleted)"]);
    while (open().length > 0) await sleep(10);
  },
});

Deno.test("Journal.remove() succeeds where a kill left an earlier removal half-done", () => {
  using dir = new TempDir();
  const path = dir.join("journal");
  Deno.mkdirSync(`${path}.finished`);
  Deno.writeTextFileSync(join(`${path}.finished`, "000001.journal"), "");
  const journal = new Journal(path, noDamage);
  assertEquals(journal.exists, false);
  journal.append(smallBlock(0));
  journal.remove();
  assertEquals([...Deno.readDirSync(dir.path)], []);
});
