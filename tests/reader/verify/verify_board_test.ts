import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { join } from "@std/path";
import {
  BoardReadError,
  type BoardVerification,
  openBoard,
  verifyBoard,
} from "../../../reader/mod.ts";
import { OpenBoards } from "../../board/open_boards.ts";
import { copyFolder } from "../../faults/support/copy_folder.ts";
import { untilJournaled } from "../../support/until_journaled.ts";

const BACKENDS = ["duckdb", "parquet"] as const;
const image = { data: new Uint8Array(16), width: 4, height: 4 };

/** What was found, in one line per file. */
function found({ damage }: BoardVerification): string[] {
  return damage.map(({ path, reason }) => `${path}: ${reason}`);
}

async function finishedBoard(
  boards: OpenBoards,
  backend: (typeof BACKENDS)[number],
): Promise<string> {
  const board = boards.open({ backend });
  for (let i = 0; i < 100; i++) board.log({ loss: i });
  board.logImages("image", [image]);
  await board.finish();
  return board.boardDir;
}

for (const backend of BACKENDS) {
  Deno.test(`verifyBoard() finds nothing in a finished board, and reads all of it (${backend})`, async () => {
    await using boards = new OpenBoards();
    const boardDir = await finishedBoard(boards, backend);
    for (const { name } of Deno.readDirSync(join(boardDir, "media"))) {
      Deno.writeTextFileSync(
        join(boardDir, "media", `._${name}`),
        "macOS' own, on a foreign drive",
      );
    }
    let last = { bytes: 0, totalBytes: 0 };
    const result = await verifyBoard(boardDir, { onProgress: (progress) => last = progress });
    assertEquals([result.intact, result.damage, result.unchecked], [true, [], []]);
    assertEquals([last.bytes, last.totalBytes], [result.sizeBytes, result.sizeBytes]);
    assert(result.files >= 4, `${result.files}`);
  });

  Deno.test(`verifyBoard() finds files that are missing, added or links (${backend})`, async () => {
    await using boards = new OpenBoards();
    const boardDir = await finishedBoard(boards, backend);
    const data = (name: string) => join(boardDir, "data", name);
    const [file, added] = backend === "duckdb"
      ? ["board.duckdb", "board.duckdb.wal"]
      : ["metrics.parquet", "metrics.000007.parquet"];
    Deno.copyFileSync(data(file), data(added));
    assertEquals(found(await verifyBoard(boardDir)), [
      `data/${added}: no file of the finished run`,
    ]);
    Deno.removeSync(data(added));
    Deno.renameSync(data(file), data("elsewhere"));
    assertEquals(found(await verifyBoard(boardDir)), [`data/${file}: missing`]);
    await using reader = await openBoard(boardDir);
    await assertRejects(() => reader.scalars("loss"), BoardReadError, "is missing");
    if (Deno.build.os === "windows") return;
    Deno.symlinkSync(data("elsewhere"), data(file));
    assertEquals(found(await verifyBoard(boardDir)), [`data/${file}: no regular file`]);
  });

  Deno.test(`verifyBoard() finds media that changed or are missing (${backend})`, async () => {
    await using boards = new OpenBoards();
    const boardDir = await finishedBoard(boards, backend);
    const [{ name } = { name: "" }] = Deno.readDirSync(join(boardDir, "media"));
    const path = join(boardDir, "media", name);
    const bytes = Deno.readFileSync(path);
    bytes[9]! ^= 1;
    Deno.writeFileSync(path, bytes);
    assertEquals(found(await verifyBoard(boardDir)), [
      `media/${name}: not as it was written: its hash is another`,
    ]);
    Deno.removeSync(path);
    assertEquals(found(await verifyBoard(boardDir)), [`media/${name}: missing`]);
  });

  Deno.test(`verifyBoard() says of a run that is live, or was cut off, what has no checksums (${backend})`, async () => {
    await using boards = new OpenBoards();
    const board = boards.open({ backend, flushIntervalMs: 3_600_000 });
    for (let i = 0; i < 100; i++) board.log({ loss: i });
    await board.flush();
    for (let i = 0; i < 100; i++) board.log({ loss: i });
    await untilJournaled(board);
    const cutOff = boards.dir.join("cut_off");
    copyFolder(board.boardDir, cutOff);
    if (backend === "parquet") {
      const live = await verifyBoard(board.boardDir);
      assertEquals(found(live), []);
      assertMatch(live.unchecked.join(), /is live/);
    } else {
      // To open the file would drop the writer's lock on it.
      await assertRejects(() => verifyBoard(board.boardDir), BoardReadError, "writes it");
    }
    const sound = await verifyBoard(cutOff);
    assertEquals(found(sound), []);
    assertMatch(sound.unchecked.join(), /was not finished/);
    const journal = join(cutOff, "data", "journal", "000001.journal");
    const bytes = Deno.readFileSync(journal);
    bytes[40]! ^= 1;
    Deno.writeFileSync(journal, bytes);
    assertMatch(found(await verifyBoard(cutOff)).join(), /^data\/journal: .*damaged/);
  });

  Deno.test(`verifyBoard() reads a board without checksums to its end (${backend})`, async () => {
    await using boards = new OpenBoards();
    const boardDir = await finishedBoard(boards, backend);
    Deno.removeSync(join(boardDir, "file_checksums.json"));
    const sound = await verifyBoard(boardDir);
    assertEquals(found(sound), []);
    assertMatch(sound.unchecked.join(), /has no checksums/);
    const path = join(boardDir, "data", backend === "duckdb" ? "board.duckdb" : "metrics.parquet");
    const { size } = Deno.statSync(path);
    Deno.truncateSync(path, size - 100);
    assertMatch(found(await verifyBoard(boardDir)).join(), /^data: Cannot read/);
  });
}

Deno.test("verifyBoard() tells metadata that were edited from those that are right as they are", async () => {
  await using boards = new OpenBoards();
  const boardDir = await finishedBoard(boards, "parquet");
  const path = join(boardDir, "metadata.json");
  const text = Deno.readTextFileSync(path);
  const edited = text.replace('"name": "test"', '"name": "best"');
  Deno.writeTextFileSync(path, edited);
  assertMatch(found(await verifyBoard(boardDir)).join(), /^metadata.json: not as it was written/);
  {
    await using reader = await openBoard(boardDir);
    assertEquals(reader.metadata.name, "best");
    assertMatch(reader.problems.join(), /metadata\.json is not as it was written/);
  }
  Deno.writeTextFileSync(path, edited.replace(/"checksum": "\w+"/, '"checksum": null'));
  assertEquals(found(await verifyBoard(boardDir)), []);
  await using reader = await openBoard(boardDir);
  assertEquals(reader.problems, []);
});

Deno.test("verifyBoard() follows no link out of the board, and wants a board", async () => {
  await using boards = new OpenBoards();
  const boardDir = await finishedBoard(boards, "parquet");
  await assertRejects(() => verifyBoard(boards.dir.join("none")), BoardReadError, "no such folder");
  await assertRejects(() => verifyBoard("https://example.org/x"), BoardReadError, "this machine");
  if (Deno.build.os === "windows") return;
  Deno.renameSync(join(boardDir, "media"), boards.dir.join("media"));
  Deno.symlinkSync(boards.dir.join("media"), join(boardDir, "media"));
  assertMatch(
    found(await verifyBoard(boardDir)).join(),
    /expected .*media to be a folder, found a link/,
  );
});

Deno.test("verifyBoard() stops where its signal is aborted", async () => {
  await using boards = new OpenBoards();
  const boardDir = await finishedBoard(boards, "duckdb");
  const reason = new Error("enough");
  await assertRejects(
    () => verifyBoard(boardDir, { signal: AbortSignal.abort(reason) }),
    Error,
    "enough",
  );
});

Deno.test("openBoard() gives no value of a damaged Parquet file, and those of other tables", async () => {
  await using boards = new OpenBoards();
  const boardDir = await finishedBoard(boards, "parquet");
  const path = join(boardDir, "data", "metrics.parquet");
  const bytes = Deno.readFileSync(path);
  bytes[500]! ^= 1; // Within the values of a column.
  Deno.writeFileSync(path, bytes);
  {
    await using reader = await openBoard(boardDir);
    const message = "data/metrics.parquet";
    await assertRejects(() => reader.scalars("loss"), BoardReadError, message);
    await assertRejects(() => reader.sql("FROM metrics"), BoardReadError, message);
    assertEquals((await reader.media()).length, 1); // Other tables stay readable.
    assertMatch(reader.problems.join(), /is not as it was written: damaged in bytes 0 to /);
  }
  const wrong = { verify: "no" as unknown as boolean };
  await assertRejects(
    () => openBoard(boardDir, wrong),
    TypeError,
    "expected verify to be a boolean",
  );
});
