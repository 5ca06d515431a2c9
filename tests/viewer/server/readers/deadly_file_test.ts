import { assertEquals, assertMatch } from "@std/assert";
import { Board } from "../../../../mod.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { readGroups } from "../../../../viewer/protocol/groups_frame.ts";
import { sqlReply } from "../../../../viewer/protocol/sql.ts";
import { BoardFolders } from "../../../../viewer/server/boards/board_folders.ts";
import { ReaderProcesses } from "../../../../viewer/server/readers/reader_processes.ts";
import type { ReadDetails } from "../../../../viewer/server/readers/run_read_task.ts";
import { send, viewerOf } from "../support/viewer_client.ts";
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

Deno.test("groups of runs, and SQL, read a cut-off board whose file ends their processes from the journal", async () => {
  using dir = new TempDir();
  await killedBoard(dir.path, 3000, "process");
  const sound = new Board({ name: "sound", boardId: "sound", baseDir: dir.path });
  for (let step = 0; step < 10; step++) sound.log({ loss: step });
  await sound.finish();
  await using viewer = viewerOf(dir.path);
  const ask = async (body: Record<string, unknown>) =>
    (await send(viewer, "POST", "/api/sql", body, sqlReply)).rows;
  for (let round = 0; round < 2; round++) {
    const reply = await fetch(new URL("/api/groups", viewer.url), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ metric: "loss", groups: [["board"], ["sound"]] }),
    });
    assertEquals(reply.status, 200, reply.ok ? "" : await reply.text());
    const groups = readGroups(await reply.arrayBuffer());
    assertEquals(groups.map(({ runCount, xCount }) => [runCount, xCount]), [[1, 3000], [1, 10]]);
    const query = "SELECT board_id, count(loss) FROM metrics GROUP BY 1 ORDER BY 1";
    assertEquals(await ask({ query }), [["board", 3000], ["sound", 10]]);
    const own = { board: "board", query: "SELECT count(loss) FROM metrics" };
    assertEquals(await ask(own), [[3000]]);
  }
});
