import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { askWriter } from "../../../board/ask_writer.ts";
import { readEarlierMetadata } from "../../../board/earlier_metadata.ts";
import { rewindBoard } from "../../../board/rewind/rewind_board.ts";
import { undoRewind } from "../../../board/rewind/undo_rewind.ts";
import { repairBoard } from "../../../board/repair_board.ts";
import { keptRowsOf } from "../../../format/kept_rows.ts";
import { openBoard, verifyBoard } from "../../../reader/mod.ts";
import { copyFolder } from "../../faults/support/copy_folder.ts";
import { OpenBoards } from "../open_boards.ts";

/** What a rewind does once it is certain, one call after the other. */
const MOVES: readonly (readonly [from: string, to: string])[] = [
  ["rewinding.tmp", "rewinding"],
  ["file_checksums.json", "rewound/KEPT/file_checksums.json"],
  ["data", "rewound/KEPT/data"],
  ["rewinding/file_checksums.json", "file_checksums.json"],
  ["rewinding/data", "data"],
];

async function stepsOf(boardDir: string): Promise<number> {
  await using reader = await openBoard(boardDir);
  const { rows: [[count] = []] } = await reader.sql("SELECT count(*) FROM metrics");
  assertEquals(reader.problems, []);
  return Number(count);
}

for (const backend of ["duckdb", "parquet"] as const) {
  Deno.test(`A rewind that is cut off leaves the board as before or rewound (${backend})`, async () => {
    await using boards = new OpenBoards();
    const board = boards.open({ backend, boardId: "board" });
    for (let i = 0; i < 10; i++) board.log({ loss: i });
    await board.finish();
    const { boardDir } = board;
    const original = boards.dir.join("original");
    copyFolder(boardDir, original);
    await rewindBoard(boardDir, { step: 3 }, () => {});
    const [kept] = keptRowsOf(boardDir);

    // The moment before: all of it is made, and nothing in its place.
    const begun = boards.dir.join("begun");
    copyFolder(original, begun);
    const next = join(begun, "rewinding.tmp");
    Deno.mkdirSync(next);
    copyFolder(join(boardDir, "data"), join(next, "data"));
    for (const name of ["file_checksums.json", "metadata.json"]) {
      Deno.copyFileSync(join(boardDir, name), join(next, name));
    }
    Deno.writeTextFileSync(join(next, "kept_as"), kept!.name);
    for (let moved = 0; moved <= MOVES.length; moved++) {
      const cutOff = boards.dir.join(`cut_off_${moved}`);
      copyFolder(begun, cutOff);
      if (moved >= 2) {
        Deno.mkdirSync(join(cutOff, "rewound", kept!.name), { recursive: true });
        const at = join(cutOff, "rewound", kept!.name, "metadata.json");
        Deno.copyFileSync(join(cutOff, "metadata.json"), at);
      }
      for (const [from, to] of MOVES.slice(0, moved)) {
        Deno.renameSync(join(cutOff, from), join(cutOff, to.replace("KEPT", kept!.name)));
      }
      const steps = moved === 0 ? 10 : 4;
      assertEquals(await stepsOf(cutOff), steps, `read after ${moved} moves`);
      assertEquals((await verifyBoard(cutOff)).damage, [], `verified after ${moved} moves`);
      if (moved > 0) {
        const taken = boards.dir.join(`taken_over_${moved}`);
        copyFolder(cutOff, taken);
        const { metadata } = readEarlierMetadata(cutOff, "rewind")!;
        // By a writer alone, as a board has when the thread of the first one dies.
        const tables = await askWriter({
          purpose: "rewind",
          boardDir: taken,
          metadata,
          rewind: { step: 3 },
          onProblem: (problem) => assertEquals(problem, ""),
        });
        assertEquals(tables.find(({ table }) => table === "metrics")?.lastStep, 3);
        assertEquals((await verifyBoard(taken)).damage, [], `taken over after ${moved} moves`);
        assertEquals(await stepsOf(taken), 4);
        const left = [...Deno.readDirSync(taken)].filter(({ name }) =>
          name.startsWith("rewinding")
        );
        assertEquals([left, keptRowsOf(taken).length], [[], 1]);
        assertEquals(boards.metadata({ boardDir: taken }).rewound, boards.metadata(board).rewound);
      }
      if (moved % 3 === 2) {
        const again = boards.open({ boardId: `cut_off_${moved}`, backend });
        assertEquals(again.currentStep, steps - 1);
        await again.finish();
      } else {
        await repairBoard(cutOff, { onProblem: (problem) => assertEquals(problem, "") });
        if (moved === 0) Deno.removeSync(join(cutOff, "rewinding.tmp"), { recursive: true });
      }
      assertEquals(
        [...Deno.readDirSync(cutOff)].filter(({ name }) => name.startsWith("rewinding")),
        [],
      );
      assertEquals((await verifyBoard(cutOff)).damage, [], `after ${moved} moves`);
      assertEquals(await stepsOf(cutOff), steps);
      if (moved % 2 === 0) continue;
      await undoRewind(cutOff, undefined, () => {});
      assertEquals(await stepsOf(cutOff), 10, `undone after ${moved} moves`);
      assertEquals((await verifyBoard(cutOff)).damage, [], `undone after ${moved} moves`);
    }
  });
}

Deno.test("rows that were damaged while they were kept aside do not come back, and the board stays", async () => {
  await using boards = new OpenBoards();
  const board = boards.open({ backend: "parquet", boardId: "board" });
  for (let step = 0; step < 5000; step++) board.log({ loss: Math.sin(step) });
  await board.finish();
  const { boardDir } = board;
  await rewindBoard(boardDir, { step: 3 }, () => {});
  const [kept] = keptRowsOf(boardDir);
  const file = join(kept!.path, "data", "metrics.parquet");
  const bytes = Deno.readFileSync(file);
  bytes[1000]! ^= 1;
  Deno.writeFileSync(file, bytes);
  const before = boards.tree();
  const error = await assertRejects(() => undoRewind(boardDir, undefined, () => {}), Error);
  assertMatch(
    error.message,
    /^Cannot undo the rewind .*metrics\.parquet is .*not as it was written/,
  );
  assertEquals(boards.tree(), before);
  // Whoever wants them as they are says so.
  Deno.removeSync(join(kept!.path, "file_checksums.json"));
  await undoRewind(boardDir, undefined, () => {});
  assertEquals((await verifyBoard(boardDir)).damage.length, 0);
});
