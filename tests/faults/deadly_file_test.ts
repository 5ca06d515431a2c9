import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { readRows } from "./support/board_check.ts";
import { killedBoard } from "./support/killed_board.ts";
import { Server } from "./support/server.ts";
import { faultTest } from "./support/suite.ts";

const ROWS = 3000;

async function assertRead(reader: Server, boardDir: string, problem: string): Promise<void> {
  const found = await reader.get<{ distinct: number; wrongCount: number; problems: string[] }>({
    do: "read",
    boardDir,
  });
  const { distinct, wrongCount, problems } = found;
  assertEquals({ distinct, wrongCount }, { distinct: ROWS, wrongCount: 0 });
  assertStringIncludes(problems.join(), problem);
}

async function assertResumed(resumed: Server, boardDir: string, problem: string): Promise<void> {
  const options = { baseDir: join(boardDir, ".."), boardId: "board" };
  const { currentStep } = await resumed.get<{ currentStep: number }>({ do: "create", options });
  assertEquals(currentStep, ROWS - 1);
  await resumed.get({ do: "finish" });
  assertStringIncludes(resumed.stderr, problem);
  await using reader = new Server("reader_server.ts");
  const { distinct, wrongCount } = await readRows(reader, boardDir);
  assertEquals({ distinct, wrongCount }, { distinct: ROWS, wrongCount: 0 });
}

faultTest(3, "a DuckDB file that ends the process that reads it", async ({ dir }) => {
  const boardDir = await killedBoard(dir, ROWS, "process");
  await using reader = new Server("our_reader_server.ts");
  await assertRead(reader, boardDir, "DuckDB crashes reading it (SIGSEGV)");
  await using resumed = new Server("board_server.ts");
  await assertResumed(resumed, boardDir, "DuckDB crashes reading it (SIGSEGV)");
});

faultTest(3, "a DuckDB file that ends its instance, without --allow-run", async ({ dir }) => {
  const boardDir = await killedBoard(dir, ROWS, "instance");
  const permissions = ["--no-prompt", "--allow-read", "--allow-write", "--allow-ffi"];
  await using reader = new Server("our_reader_server.ts", { permissions });
  await assertRead(reader, boardDir, "INTERNAL Error: Invalid");
  await using resumed = new Server("board_server.ts", { permissions });
  await assertResumed(resumed, boardDir, "INTERNAL Error: Invalid");
});
