import { assert, assertEquals, assertRejects } from "@std/assert";
import { dirname } from "@std/path";
import { Board } from "../../../mod.ts";
import { exportDataset } from "../../../reader/mod.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import { RowReader } from "../../support/row_reader.ts";
import { SmallS3 } from "../../sync/support/small_s3.ts";

Deno.test("exportDataset() keeps a data set in a bucket, and writes what is new alone", async () => {
  using dir = new TempDir();
  await using server = new SmallS3();
  const { s3 } = server;
  const target = server.address;
  const options = { name: "x", baseDir: dir.join("home"), captureOutput: false } as const;
  const log = async (boardId: string, steps: number) => {
    const board = new Board({ ...options, boardId, config: { lr: 0.1 } });
    for (let i = 0; i < steps; i++) board.log({ loss: i, accuracy: i / 10 });
    await board.finish();
  };
  const run = () => exportDataset(dir.join("home"), target, { s3 });
  /** What DuckDB, in another process, finds in the objects. */
  const rows = async () => {
    const copy = dir.join(crypto.randomUUID());
    for (const [key, bytes] of server.objects) {
      Deno.mkdirSync(dirname(`${copy}/${key}`), { recursive: true });
      Deno.writeFileSync(`${copy}/${key}`, bytes);
    }
    await using reader = new RowReader();
    const { cells } = await reader.query(
      "",
      `SELECT board_id, runs.last_step::INT, count(*)::INT, sum(value)
       FROM read_parquet('${copy}/metrics/*/*.parquet', hive_partitioning = true) AS metrics
       JOIN '${copy}/runs/runs.parquet' AS runs USING (board_id) GROUP BY ALL ORDER BY ALL`,
    );
    return (cells[0] ?? []).map((_, row) => cells.map((column) => column[row]));
  };
  await log("one", 3);
  const first = await run();
  assertEquals([first.written, first.failed, first.rows], [["one"], [], 6]);
  assertEquals(await rows(), [["one", 2, 6, 3.3]]);

  server.takeRequests();
  assertEquals((await run()).unchanged, ["one"]);
  const puts = () => server.takeRequests().filter((request) => request.startsWith("PUT"));
  assertEquals(puts(), ["PUT _kobo/lock.json"]);
  await log("two", 2);
  await log("one", 1); // It is resumed.
  const more = await run();
  assertEquals([more.written.toSorted(), more.rows], [["one", "two"], 6]);
  assertEquals(await rows(), [["one", 3, 8, 3.3], ["two", 1, 4, 1.1]]);
  assertEquals(puts().filter((request) => request.includes("/part-")).length, 2);
  assertEquals([...server.objects.keys()].filter((key) => key.includes("lock")), []);
});

Deno.test("exportDataset() refuses a bucket that another writes, or that holds something else", async () => {
  using dir = new TempDir();
  await using server = new SmallS3();
  const { s3, address } = server;
  await new Board({ name: "x", baseDir: dir.join("home"), captureOutput: false }).finish();
  const run = () => exportDataset(dir.join("home"), address, { s3 });
  const toServer = () => exportDataset(dir.join("home"), "https://runs.example.org");
  await assertRejects(toServer, Error, "expected a folder or s3://bucket/prefix");
  const put = (key: string, text: string) =>
    server.objects.set(key, new TextEncoder().encode(text));
  put("photographs/one.jpg", "x");
  await assertRejects(run, Error, "other things in it, such as photographs/one.jpg");
  assertEquals([...server.objects.keys()], ["photographs/one.jpg"]);
  server.objects.clear();
  put("_kobo/dataset.json", '{"format":"kohakuboard data set","version":2}');
  await assertRejects(run, Error, "another version");
  server.objects.clear();
  const lock = (at: number) =>
    put("_kobo/lock.json", JSON.stringify({ until: new Date(at).toISOString() }));
  lock(Date.now() + 60_000);
  await assertRejects(run, Error, "another export writes it");
  lock(Date.now() - 1); // Whoever had it was killed.
  assert((await run()).failed.length === 0);
});
