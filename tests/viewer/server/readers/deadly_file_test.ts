import { assertEquals, assertMatch } from "@std/assert";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { BoardFolders } from "../../../../viewer/server/boards/board_folders.ts";
import { ReaderProcesses } from "../../../../viewer/server/readers/reader_processes.ts";
import type { ReadDetails } from "../../../../viewer/server/readers/run_read_task.ts";
import { killedBoard } from "../../../faults/support/killed_board.ts";

Deno.test("ReaderProcesses.run() reads a cut-off board whose file ends its readers from the journal", async () => {
  using dir = new TempDir();
  await killedBoard(dir.path, 3000, "process");
  const readers = new ReaderProcesses(new BoardFolders(dir.path), () => {});
  try {
    for (let round = 0; round < 3; round++) {
      const reply = await readers.run("board", { kind: "details", isAsked: true });
      const { details }: ReadDetails = JSON.parse(new TextDecoder().decode(reply));
      const counts = details.metrics.map(({ name, count }) => [name, count]);
      assertEquals(counts, [["check", 3000], ["loss", 3000], ["done", 3000]]);
      assertMatch(details.problems.join(), /process that read this board has crashed \(SIGSEGV\)/);
    }
  } finally {
    await readers.close();
  }
});
