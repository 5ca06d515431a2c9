import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { Buffer } from "node:buffer";
import type { Backend, ByteRange } from "../../../backends/backend.ts";
import { openBackend } from "../../../backends/duckdb/duckdb_backend.ts";
import { findWrittenBlocks, HEADER_BYTES } from "../../../backends/duckdb/written_blocks.ts";
import { Random } from "../../faults/support/random.ts";
import { type CellsOfColumn, makeBlock } from "../../support/make_block.ts";
import { TempDir } from "../../../testing/temp_dir.ts";

const SEED = String(Date.now() % 1_000_000);

/** Rows of any kind: numbers that compress or do not, texts, a column that is new. */
function columnsOf(random: Random, rowCount: number): CellsOfColumn[] {
  const cells = <T>(make: () => T) => Array.from({ length: rowCount }, make);
  const columns: CellsOfColumn[] = [
    { name: "noise", type: "double", cells: cells(() => random.next()) },
    { name: "same", type: "double", cells: cells(() => 1) },
    { name: "text", type: "string", cells: cells(() => "x".repeat(random.int(0, 300))) },
    { name: `late ${random.int(0, 9)}`, type: "double", cells: cells(() => random.next()) },
  ];
  return columns.filter(() => random.next() < 0.7);
}

/** Appends and commits a few times, and sometimes gives up what it has appended. */
async function goOn(dataDir: string, random: Random, firstStep: number): Promise<number> {
  let step = firstStep;
  for (let run = random.int(1, 2); run > 0; run--) {
    const backend = await openBackend({ dataDir });
    for (let commit = random.int(1, 4); commit > 0; commit--) {
      const rowCount = random.pick([1, 1, 50, 3000, 20_000]);
      await backend.append(makeBlock(step, rowCount, columnsOf(random, rowCount)));
      if (random.next() < 0.1) {
        await backend.abort();
        break;
      }
      await backend.commit();
      step += rowCount;
    }
    await backend.close();
  }
  return step;
}

async function findWritten(dataDir: string, copy: string): Promise<ByteRange[]> {
  const backend: Backend = await openBackend({ dataDir });
  try {
    return await backend.findWritten!("board.duckdb", copy) ?? [];
  } finally {
    await backend.abort();
  }
}

Deno.test("DuckDB's findWritten() tells of every byte that was written", async () => {
  console.log(`seed ${SEED}`);
  for (let trial = 0; trial < 3; trial++) {
    const random = new Random(`${SEED} ${trial}`);
    using dir = new TempDir();
    let step = 0;
    for (let i = 0; i < 2; i++) step = await goOn(dir.path, random, step);
    const path = join(dir.path, "board.duckdb");
    const copy = dir.join("copy");
    for (let i = 0; i < 2; i++) {
      Deno.copyFileSync(path, copy);
      const before = Deno.readFileSync(copy);
      assertEquals(await findWritten(dir.path, copy), [{ from: 0, to: HEADER_BYTES }]);
      step = await goOn(dir.path, random, step);
      const written = await findWritten(dir.path, copy);
      const after = Deno.readFileSync(path);
      let keptFrom = 0;
      for (const { from, to } of [...written, { from: after.length, to: after.length }]) {
        const order = Buffer.compare(
          before.subarray(keptFrom, from),
          after.subarray(keptFrom, from),
        );
        assertEquals(order, 0, `trial ${trial}, bytes ${keptFrom} to ${from}`);
        keptFrom = to;
      }
    }
  }
});

Deno.test("DuckDB's findWritten() does not tell of the rows that were there before", async () => {
  using dir = new TempDir();
  const random = new Random("rows");
  const add = async (firstStep: number, rowCount: number) => {
    const cells = Array.from({ length: rowCount }, () => random.next());
    const backend = await openBackend({ dataDir: dir.path });
    await backend.append(
      makeBlock(firstStep, rowCount, [{ name: "noise", type: "double", cells }]),
    );
    await backend.commit();
    await backend.close();
  };
  await add(0, 300_000);
  const copy = dir.join("copy");
  Deno.copyFileSync(join(dir.path, "board.duckdb"), copy);
  await add(300_000, 1);
  const written = await findWritten(dir.path, copy);
  const writtenBytes = written.reduce((sum, { from, to }) => sum + to - from, 0);
  const allBytes = Deno.statSync(copy).size;
  assert(writtenBytes < 0.5 * allBytes, `${writtenBytes} of ${allBytes} bytes`);
});

Deno.test("a file of small blocks is read as a whole", async () => {
  assertEquals(await findWrittenBlocks("board.duckdb", "copy", 16 * 1024), undefined);
});

Deno.test("what DuckDB has not written, and what it has cut off, are no parts of the file", async () => {
  using dir = new TempDir();
  const [blockBytes, end] = [64 * 1024, HEADER_BYTES + 4 * 64 * 1024];
  const copy = new Uint8Array(end).map((_, at) => at % 251);
  const find = async (file: Uint8Array) => {
    Deno.writeFileSync(dir.join("file"), file);
    Deno.writeFileSync(dir.join("copy"), copy);
    return await findWrittenBlocks(dir.join("file"), dir.join("copy"), blockBytes);
  };
  const header = { from: 0, to: HEADER_BYTES };
  const at = (block: number) => HEADER_BYTES + block * blockBytes;
  assertEquals(await find(copy), [header]);
  const changed = copy.slice();
  for (const block of [0, 2, 3]) changed[at(block) + 7]! ^= 1;
  assertEquals(await find(changed), [{ from: 0, to: at(1) }, { from: at(2), to: end }]);
  assertEquals(await find(copy.slice(0, at(1))), [header]);
  assertEquals(await find(copy.slice(0, at(1) + 9)), [header, { from: at(1), to: at(1) + 9 }]);
  const longer = new Uint8Array(end + blockBytes);
  longer.set(copy);
  assertEquals(await find(longer), [header, { from: end, to: end + blockBytes }]);
});
