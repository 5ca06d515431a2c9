import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import {
  BoardNotFoundError,
  BoardReadError,
  listBoards,
  openBoards,
  QueryError,
} from "../../reader/mod.ts";
import { OpenBoards } from "../board/open_boards.ts";
import { copyFolder } from "../faults/support/copy_folder.ts";

Deno.test("openBoards() queries boards of both backends as one", async () => {
  await using boards = new OpenBoards();
  const configs = [
    { lr: 0.1, model: { name: "a", layers: [1, 2] }, seed: 1 },
    { lr: 0.01, model: { name: "b" }, seed: "random" },
    { lr: 0.1, LR: 5, flag: true },
  ];
  for (const [i, config] of configs.entries()) {
    const board = boards.open({
      backend: i % 2 === 0 ? "duckdb" : "parquet",
      name: `run ${i}`,
      boardId: `board_${i}`,
      config,
    });
    for (let step = 0; step < 100; step++) {
      board.log({
        "val/accuracy": (i + 1) * step / 1000,
        mixed: i === 0 ? "text" : step,
        ...(i === 2 ? { board_id: 1, only: true } : {}),
      });
    }
    await board.finish();
  }
  await using reader = await openBoards(boards.dir.path);
  const { rows } = await reader.sql(
    `SELECT "config.lr", max("val/accuracy") FROM metrics JOIN runs USING (board_id)
     GROUP BY 1 ORDER BY 1`,
  );
  assertEquals(rows, [[0.01, 0.198], [0.1, 0.297]]);
  const types = await reader.sql("SELECT column_name, column_type FROM (DESCRIBE metrics)");
  assertEquals(Object.fromEntries(types.rows as [string, string][]), {
    board_id: "VARCHAR",
    step: "BIGINT",
    global_step: "BIGINT",
    timestamp: "TIMESTAMP",
    "val/accuracy": "DOUBLE",
    mixed: "VARCHAR",
    board_id_1: "DOUBLE",
    only: "BOOLEAN",
  });
  const runs = await reader.sql("FROM runs ORDER BY board_id");
  assertEquals(
    runs.columns.map(({ name, type }) => [name, type]),
    [
      ["board_id", "VARCHAR"],
      ["name", "VARCHAR"],
      ["status", "VARCHAR"],
      ["created_at", "TIMESTAMP"],
      ["finished_at", "TIMESTAMP"],
      ["config", "JSON"],
      ["title", "VARCHAR"],
      ["group", "VARCHAR"],
      ["rank", "BIGINT"],
      ["world_size", "BIGINT"],
      ["tags", "VARCHAR[]"],
      ["notes", "VARCHAR"],
      ["config.flag", "BOOLEAN"],
      ["config.lr", "DOUBLE"],
      ["config.LR_1", "DOUBLE"], // Of the run that has both.
      ["config.model.layers", "VARCHAR"],
      ["config.model.name", "VARCHAR"],
      ["config.seed", "VARCHAR"],
    ].sort((a, b) => 0 * a.length * b.length),
  );
  const [first] = runs.toObjects();
  assertEquals([first!.name, first!.status, first!["config.seed"]], ["run 0", "finished", "1"]);
  assertEquals(first!["config.model.layers"], "[1,2]");
  const json = await reader.sql("SELECT config->>'$.model.name' FROM runs ORDER BY board_id");
  assertEquals(json.rows, [["a"], ["b"], [null]]);
  assertEquals((await reader.toArrow("SELECT board_id, step FROM metrics")).numRows, 300);
  await assertRejects(() => reader.sql("SELECT * FROM '/etc/passwd'"), QueryError);

  await using some = await openBoards(boards.dir.path, {
    ids: ["board_1", "board_2"],
    status: "finished",
    where: ({ metadata }) => metadata?.config.lr === 0.01,
  });
  assertEquals(some.boards.map(({ boardId }) => boardId), ["board_1"]);
  assertEquals((await some.sql("SELECT count(*) FROM metrics")).rows, [[100]]);
  await assertRejects(() => openBoards(boards.dir.path, { ids: ["none"] }), BoardNotFoundError);
  await using none = await openBoards(boards.dir.path, { name: "none" });
  assertEquals((await none.sql("FROM runs")).rows, []);
  assertEquals((await none.sql("FROM metrics")).rows, []);
});

Deno.test("openBoards() leaves out what cannot be read, and says so", async () => {
  await using boards = new OpenBoards();
  for (const backend of ["duckdb", "parquet"] as const) {
    const board = boards.open({ backend, boardId: backend });
    for (let i = 0; i < 10; i++) board.log({ value: i });
    await board.finish();
    const torn = boards.dir.join(`torn_${backend}`);
    copyFolder(board.boardDir, torn);
    const file = backend === "duckdb" ? "board.duckdb" : "metrics.parquet";
    Deno.truncateSync(join(torn, "data", file), 100);
  }
  const live = boards.open({ backend: "duckdb", boardId: "live" });
  live.log({ value: 100 });
  await live.flush();
  await using reader = await openBoards(boards.dir.path);
  const { rows } = await reader.sql(
    "SELECT board_id, sum(value) FROM metrics GROUP BY 1 ORDER BY 1",
  );
  assertEquals(rows, [["duckdb", 45], ["parquet", 45]]);
  const problems = reader.boards.filter(({ problems }) => problems.length > 0);
  assertEquals(problems.map(({ boardId }) => boardId).sort(), [
    "live",
    "torn_duckdb",
    "torn_parquet",
  ]);
  assertEquals((await reader.sql("SELECT count(*) FROM runs")).rows, [[5]]);
});

Deno.test("openBoards() takes a list of folders, each once", async () => {
  await using boards = new OpenBoards();
  const [one, two, twin] = ["here/one", "here/two", "there/one"].map((path) => {
    const [base = "", boardId] = path.split("/");
    const board = boards.open({ baseDir: boards.dir.join(base), boardId });
    board.log({ value: 1 });
    return board;
  });
  for (const board of [one, two, twin]) await board!.finish();
  await using both = await openBoards([one!.boardDir, `${one!.boardDir}/`, two!.boardDir]);
  const { rows } = await both.sql("SELECT board_id FROM metrics ORDER BY 1");
  assertEquals(rows, [["one"], ["two"]]);
  const error = await assertRejects(
    () => openBoards([one!.boardDir, twin!.boardDir]),
    BoardReadError,
  );
  for (const { boardDir } of [one!, twin!]) assert(error.message.includes(boardDir), error.message);
});

Deno.test("openBoards() finds the best of 200 boards with 20 sets of metrics in one statement", async () => {
  await using boards = new OpenBoards();
  const made = [];
  for (let set = 0; set < 20; set++) {
    const board = boards.open({
      backend: set % 2 === 0 ? "duckdb" : "parquet",
      boardId: `set_${set}`,
      captureOutput: false,
    });
    for (let step = 0; step < 500; step++) {
      board.log({
        "val/accuracy": step / 500,
        [`set ${set}/loss`]: step,
        [`other ${set}`]: "text",
      });
    }
    made.push(board.finish().then(() => board.boardDir));
  }
  const originals = await Promise.all(made);
  for (let i = 0; i < 200; i++) {
    const boardId = `run_${String(i).padStart(3, "0")}`;
    const copy = boards.dir.join(boardId);
    if (i < 20) Deno.renameSync(originals[i]!, copy);
    else copyFolder(boards.dir.join(`run_${String(i % 20).padStart(3, "0")}`), copy);
    const path = join(copy, "metadata.json");
    const metadata = JSON.parse(Deno.readTextFileSync(path));
    const config = { lr: [0.1, 0.01, 0.001][i % 3], index: i };
    Deno.writeTextFileSync(path, JSON.stringify({ ...metadata, board_id: boardId, config }));
  }
  const start = performance.now();
  await using reader = await openBoards(boards.dir.path);
  const opened = performance.now();
  const query = `SELECT "config.lr" AS lr, max("val/accuracy") AS best, count(DISTINCT board_id)
    FROM metrics JOIN runs USING (board_id) GROUP BY 1 ORDER BY 1`;
  const { rows } = await reader.sql(query);
  const queried = performance.now();
  await reader.sql(query);
  const again = performance.now();
  assertEquals(rows, [[0.001, 0.998, 66], [0.01, 0.998, 67], [0.1, 0.998, 67]]);
  assertEquals(reader.boards.length, 200);
  assertEquals(reader.boards.flatMap(({ problems }) => problems), []);
  const listing = performance.now();
  const listed = await listBoards(boards.dir.path);
  assertEquals(listed.filter(({ counts }) => counts?.steps === 500).length, 200);
  console.log(
    `  200 boards: opened in ${(opened - start).toFixed(0)} ms, queried in ` +
      `${(queried - opened).toFixed(0)} ms, again in ${
        (again - queried).toFixed(0)
      } ms; listed with ` +
      `counts in ${(performance.now() - listing).toFixed(0)} ms`,
  );
});

Deno.test("runs has a column for each value of a config, also where two have one name", async () => {
  await using boards = new OpenBoards();
  const configs = [
    { "x.y": 1, x: { y: 2 }, "x.y_1": "own" },
    { x: { y: 3 }, LR: 0.1 },
    { "x.y": 4, lr: 0.2 },
    { a: { "b.c": true, b: { c: "text" } }, "a.b.c": 5, A: { b: { C: 6 } } },
    { seed: 7, Seed: 8, SEED: 9 },
  ];
  for (const [index, config] of configs.entries()) {
    const board = boards.open({ boardId: `board_${index}`, config });
    board.log({ loss: index });
    await board.finish();
  }
  await using reader = await openBoards(boards.dir.path);
  const { columns, rows } = await reader.sql(
    "SELECT * EXCLUDE (config) FROM runs ORDER BY board_id",
  );
  const cells = rows.map((row) =>
    Object.fromEntries(
      columns.map(({ name }, index) => [name, row[index]] as const).filter(([name, value]) =>
        name.startsWith("config.") && value !== null
      ),
    )
  );
  assertEquals(cells, [
    { "config.x.y": 1, "config.x.y_2": 2, "config.x.y_1": "own" },
    { "config.x.y_2": 3, "config.lr": 0.1 },
    { "config.x.y": 4, "config.lr": 0.2 },
    { "config.a.b.c": true, "config.a.b.c_1": "text", "config.a.b.c_2": 5, "config.A.b.C_3": 6 },
    { "config.seed": 7, "config.Seed_1": 8, "config.SEED_2": 9 },
  ]);
  const exact = await reader.sql(
    `SELECT config->>'$."x.y"', config->>'$.x.y' FROM runs WHERE board_id = 'board_0'`,
  );
  assertEquals(exact.rows, [["1", "2"]]);
});
