/**
 * Boards whose files are large, so that a resumed run does not copy them before its first row is
 * safe.
 *
 * @module
 */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { crc32 } from "node:zlib";
import { basename, join } from "@std/path";
import { OpenBoards } from "./open_boards.ts";
import { BoardWriteError } from "../../mod.ts";
import { MAX_PROMPT_BYTES } from "../../format/board_checksums.ts";
import { sealJson } from "../../format/sealed_json.ts";
import { openBoard, verifyBoard } from "../../reader/mod.ts";

/** More rows of noise than a small board has: about 10 MB. */
const ROWS = 130_000;
const METRICS = 10;

async function makeLarge(boards: OpenBoards, backend: "duckdb" | "parquet") {
  const board = boards.open({ backend, boardId: backend });
  let noise = 1;
  for (let step = 0; step < ROWS; step++) {
    const values: Record<string, number> = {};
    for (let i = 0; i < METRICS; i++) {
      noise = (noise * 1103515245 + 12345) % 2147483648;
      values[`metric ${i}`] = Math.sqrt(noise);
    }
    board.log(values);
  }
  await board.finish();
  return board;
}

for (const backend of ["parquet", "duckdb"] as const) {
  Deno.test(`a large board of ${backend} is resumed, and not where it is damaged`, async () => {
    await using boards = new OpenBoards();
    const { boardDir } = await makeLarge(boards, backend);
    const file = join(boardDir, "data", backend === "duckdb" ? "board.duckdb" : "metrics.parquet");
    const journal = join(boardDir, "data", "journal");
    assert(Deno.statSync(file).size > MAX_PROMPT_BYTES, `${Deno.statSync(file).size} bytes`);

    const board = boards.open({ backend, boardId: backend });
    assertEquals(board.currentStep, ROWS - 1);
    board.log({ "metric 0": 1, late: 2 });
    await board.flush();
    const base = Deno.statSync(join(journal, "base", basename(file)));
    assertEquals(base.nlink, backend === "parquet" ? 2 : 1);
    await board.finish();
    const { damage, unchecked } = await verifyBoard(boardDir);
    assertEquals([damage, unchecked], [[], []]);
    const reader = await openBoard(boardDir);
    assertEquals(await rowsOf(reader), [[ROWS + 1, ROWS, 2]]);
    await reader.close();

    // A flipped bit in the middle of the file.
    const bytes = Deno.readFileSync(file);
    const before = crc32(bytes);
    bytes[bytes.length >> 1]! ^= 1;
    Deno.writeFileSync(file, bytes);
    const damaged = boards.open({ backend, boardId: backend });
    assertEquals(damaged.currentStep, ROWS, "which is in the list");
    damaged.log({ "metric 0": 3 });
    for (const end of [damaged.flush(), damaged.flush()]) {
      const { message } = await assertRejects(() => end, BoardWriteError);
      assert(/not as it was written.* journal/.test(message), message);
      assert(message.includes(basename(file)), message);
    }
    await assertRejects(() => damaged.finish(), BoardWriteError, "not as it was written");
    boards.forget(damaged);
    const again = () => boards.open({ backend, boardId: backend });
    assertThrows(again, Error, "not as it was written");
    assertEquals(crc32(Deno.readFileSync(file)), crc32(bytes), "nothing has touched it");
    bytes[bytes.length >> 1]! ^= 1;
    Deno.writeFileSync(file, bytes);
    assertEquals(crc32(bytes), before);
    const mended = boards.open({ backend, boardId: backend });
    assertEquals(mended.currentStep, ROWS + 1, "which the journal has");
    await mended.finish();
    assert((await verifyBoard(boardDir)).intact);
    const mendedReader = await openBoard(boardDir);
    assertEquals(await rowsOf(mendedReader), [[ROWS + 2, ROWS + 1, 2]]);
    await mendedReader.close();
  });
}

Deno.test("bits that flip in a large file while its run goes on are found, wherever they are", async () => {
  await using boards = new OpenBoards();
  const { boardDir } = await makeLarge(boards, "duckdb");
  const path = join(boardDir, "data", "board.duckdb");
  let rowCount = ROWS;
  // In the first rows, amid them, in the last ones and behind them.
  for (const share of [0.01, 0.3, 0.7, 0.999]) {
    const board = boards.open({ backend: "duckdb", boardId: "duckdb" });
    board.log({ "metric 0": 1 });
    await board.flush();
    const bytes = Deno.readFileSync(path);
    const at = Math.floor(share * bytes.length);
    for (let i = 0; i < 8; i++) bytes[at + i]! ^= 255;
    Deno.writeFileSync(path, bytes);
    await board.finish();
    rowCount++;
    const { damage, intact } = await verifyBoard(boardDir);
    assertEquals([damage, intact], [[], true], `at ${share}`);
    const reader = await openBoard(boardDir);
    const { rows } = await reader.sql('SELECT count(*), count("metric 9"), max(step) FROM metrics');
    assertEquals(rows.map((row) => Object.values(row).map(Number)), [[
      rowCount,
      ROWS,
      rowCount - 1,
    ]]);
    const sql = "SELECT bit_xor(hash(COLUMNS(*)))::VARCHAR FROM metrics";
    assertEquals((await reader.sql(sql)).rows.length, 1, "every value can be read");
    await reader.close();
  }
});

Deno.test("a list that tells of other rows than the files have is not gone on from", async () => {
  await using boards = new OpenBoards();
  const first = boards.open({ boardId: "run" });
  for (let step = 0; step < 9; step++) first.log({ loss: step });
  await first.finish();
  const path = join(first.boardDir, "file_checksums.json");
  const list = JSON.parse(Deno.readTextFileSync(path));
  delete list.checksum;
  list.tables.metrics.last_step = 3;
  Deno.writeTextFileSync(path, sealJson(list));
  const board = boards.open({ boardId: "run" });
  assertEquals(board.currentStep, 3);
  board.log({ loss: 9 });
  await assertRejects(() => board.flush(), BoardWriteError, "tells of other rows");
  await assertRejects(() => board.finish(), BoardWriteError, "tells of other rows");
  boards.forget(board);
});

async function rowsOf(reader: Awaited<ReturnType<typeof openBoard>>): Promise<number[][]> {
  const { rows } = await reader.sql(
    "SELECT count(*)::INTEGER AS n, max(step)::INTEGER AS last, max(late)::INTEGER AS late FROM metrics",
  );
  return rows.map((row) => Object.values(row) as number[]);
}
