import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { DuckDBInstance } from "@duckdb/node-api";
import { TOKEN_HEADER } from "../../../../viewer/server/mod.ts";
import { boardReply } from "../../../../viewer/protocol/board.ts";
import { ServerProcess } from "../../../../testing/server_process.ts";
import { makeBoards } from "../support/viewer_boards.ts";
import { LAST_STEP, TOKEN, until } from "../support/viewer_client.ts";

const MIB = 1024 ** 2;
const KEYS = "step::BIGINT AS step, NULL::BIGINT AS global_step, now()::TIMESTAMP AS timestamp";

/** Small on disk, and large once they are read; `$FILE` is the board's file. */
const FORGED: Record<string, string[]> = {
  long_texts_in_duckdb: [
    "ATTACH '$FILE' AS b (STORAGE_VERSION 'latest')",
    "CREATE TABLE b.metrics (step BIGINT, global_step BIGINT, timestamp TIMESTAMP, " +
    "loss DOUBLE, note VARCHAR USING COMPRESSION zstd)",
    "INSERT INTO b.metrics SELECT range, NULL, now()::TIMESTAMP, 1, repeat('a', 100000000) " +
    "FROM range(8)",
    "DETACH b",
  ],
  computed_in_duckdb: [
    "ATTACH '$FILE' AS b",
    "CREATE TABLE b.metrics (step BIGINT, global_step BIGINT, timestamp TIMESTAMP, " +
    "loss DOUBLE, note VARCHAR GENERATED ALWAYS AS (repeat('a', 800000000)))",
    "INSERT INTO b.metrics SELECT range, NULL, now()::TIMESTAMP, 1 FROM range(8)",
    "DETACH b",
  ],
  endless_view: [
    "ATTACH '$FILE' AS b",
    "CREATE VIEW b.metrics AS SELECT a.range AS step FROM range(10000000000) a, range(10000000000)",
    "DETACH b",
  ],
  long_texts_in_parquet: [
    `COPY (SELECT ${KEYS}, repeat('a', 100000000) AS note FROM range(3) t(step)) TO '$FILE' ` +
    "(FORMAT parquet, COMPRESSION zstd)",
  ],
};

Deno.test("serve() names the problem of a forged board, and shows others meanwhile", async () => {
  using dir = await makeBoards();
  for (const [id, statements] of Object.entries(FORGED)) await forge(dir.join(id), statements);
  await using server = await ServerProcess.start(dir.path, TOKEN);
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`);
    assertEquals(response.status, 200, path);
    return await response.json();
  };
  const before = server.memory;
  const list = () => get("/api/boards");
  await list();
  for (const id of ["full_duckdb", "full_parquet"]) {
    assertEquals((await get(`/api/boards/${id}/steps?kind=tables`)).steps.length, 2);
  }
  const boards = await until(async () => {
    const { boards } = await list();
    const isPending = ({ pending }: { pending: boolean }) => pending;
    return boards.some(isPending) ? undefined : boards as { boardId: string; last: unknown }[];
  });
  for (const id of ["full_duckdb", "full_parquet"]) {
    const board = boardReply.parse(await get(`/api/boards/${id}`));
    assertEquals([board.lastStep, board.problems], [LAST_STEP, []]);
  }
  const { problems } = await get("/api/boards/long_texts_in_duckdb");
  assertStringIncludes(problems.join(), "memory");
  const computed = await get("/api/boards/computed_in_duckdb");
  assertStringIncludes(computed.problems.join(), "computed");
  const query = "SELECT sum(length(note)), max(note || 'b') FROM metrics";
  const refused = await fetch(`http://127.0.0.1:${server.port}/api/sql`, {
    method: "POST",
    headers: { "Content-Type": "application/json", [TOKEN_HEADER]: TOKEN },
    body: JSON.stringify({ query, board: "long_texts_in_duckdb" }),
  });
  const { error } = await refused.json();
  // On a slow machine its time is over before its memory.
  assert(/too much memory|Out of Memory|took longer/.test(error), error);
  // Either it could be read, and the text is cut, or it is said why not.
  const { metrics, problems: [problem] } = await get("/api/boards/long_texts_in_parquet");
  const note = metrics.find(({ name }: { name: string }) => name === "note");
  if (problem === undefined) assertEquals(note.lastValue, `${"a".repeat(1000)}…`);
  assert(boards.every((board) => JSON.stringify(board).length < 10_000));
  assert(server.memory - before < 256 * MIB);
});

async function forge(boardDir: string, statements: readonly string[]): Promise<void> {
  const isParquet = boardDir.endsWith("parquet");
  Deno.mkdirSync(`${boardDir}/data`, { recursive: true });
  Deno.writeTextFileSync(
    `${boardDir}/metadata.json`,
    JSON.stringify({
      name: "forged",
      board_id: "forged",
      config: {},
      runtime: {},
      format_version: 1,
      created_at: "2026-01-01T00:00:00.000Z",
      status: "finished",
      backend: isParquet ? "parquet" : "duckdb",
    }),
  );
  const file = `${boardDir}/data/${isParquet ? "metrics.parquet" : "board.duckdb"}`;
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  for (const sql of statements) await connection.run(sql.replaceAll("$FILE", file));
  connection.closeSync();
  instance.closeSync();
  assert(Deno.statSync(file).size < MIB);
}
