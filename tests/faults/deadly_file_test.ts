import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { readRows } from "./support/board_check.ts";
import { dataFile, makeDeadlyFile } from "./support/damage.ts";
import { Server } from "./support/server.ts";
import { faultTest } from "./support/suite.ts";

const ROWS = 3000;
const REASON = "DuckDB crashes reading it (SIGSEGV)";

faultTest(3, "a DuckDB file that ends the process that reads it", async ({ dir }) => {
  const boardDir = join(dir, "board");
  const options = { baseDir: dir, boardId: "board" };
  await using killed = new Server("board_server.ts");
  await killed.get({ do: "create", options });
  await killed.get({ do: "log", count: ROWS });
  await killed.get({ do: "flush" });
  killed.kill("SIGKILL");
  await killed.ended();
  const path = dataFile(boardDir, "board.duckdb");
  Deno.removeSync(path);
  await makeDeadlyFile(path);

  await using ours = new Server("our_reader_server.ts");
  const found = await ours.get<{ distinct: number; problems: string[] }>({ do: "read", boardDir });
  assertEquals(found.distinct, ROWS);
  assertStringIncludes(found.problems.join(), REASON);

  await using resumed = new Server("board_server.ts");
  const { currentStep } = await resumed.get<{ currentStep: number }>({ do: "create", options });
  assertEquals(currentStep, ROWS - 1);
  await resumed.get({ do: "finish" });
  assertStringIncludes(resumed.stderr, REASON);
  await using reader = new Server("reader_server.ts");
  const { distinct, wrongCount } = await readRows(reader, boardDir);
  assertEquals({ distinct, wrongCount }, { distinct: ROWS, wrongCount: 0 });
});
