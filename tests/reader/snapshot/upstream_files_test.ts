/**
 * Boards of KohakuBoard's Python client. The Parquet files are its own; the DuckDB files are made
 * by its statements.
 *
 * @module
 */
import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { createHash } from "node:crypto";
import { Board } from "../../../mod.ts";
import { listBoards, openBoard, openBoards, verifyBoard } from "../../../reader/mod.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import { kobo } from "../../cli/support/kobo.ts";
import { filesIn } from "../dataset/dataset_support.ts";
import { makeUpstreamBoard, MEDIA_ID } from "../../support/upstream_boards.ts";

const KINDS = ["one file", "files", "parquet"] as const;
/** pandas writes no NaN into a Parquet file: it becomes null there. */
const LOSSES = { duckdb: [1, 0.5, NaN, 0.25], parquet: [1, 0.5, 0.25] };

Deno.test("boards of KohakuBoard's Python client are read as boards of this package", async (t) => {
  using dir = new TempDir();
  const baseDir = dir.join("kohakuboard");
  for (const kind of KINDS) await makeUpstreamBoard(dir.join("kohakuboard", kind), kind);
  const before = filesIn(baseDir);

  await t.step("listed, with counts and without problems", async () => {
    const boards = await listBoards(baseDir);
    assertEquals(
      boards.map(({ boardId, status, counts, problems, createdAt }) => [
        boardId,
        status,
        createdAt?.toISOString(),
        counts,
        problems,
      ]),
      ["parquet", "one file", "files"].map((kind) => [
        kind,
        "finished",
        "2025-10-29T12:00:00.123Z",
        { steps: 4, metrics: 3, media: 1, tables: 1, histograms: kind === "parquet" ? 0 : 2 },
        [],
      ]),
    );
  });

  for (const kind of KINDS) {
    const format = kind === "parquet" ? "parquet" : "duckdb";
    await t.step(`values (${kind})`, async () => {
      await using reader = await openBoard(dir.join("kohakuboard", kind));
      assertEquals(reader.metadata.format_version, 0);
      assertEquals(reader.metadata.config, { lr: 0.1 });
      const metrics = await reader.metrics();
      assertEquals(metrics.map(({ name, type, lastValue }) => [name, type, lastValue]), [
        ["train/loss", "double", 0.25],
        ["lr", "double", 0.1],
        ["val/acc", "double", Infinity],
      ]);
      const { y, steps } = await reader.scalars("train/loss");
      assertEquals([...y], LOSSES[format]);
      assertEquals([...steps], format === "duckdb" ? [0, 1, 2, 3] : [0, 1, 3]);
      for (const maxPoints of [undefined, 4]) {
        const { x } = await reader.scalars("train/loss", { x: "timestamp", maxPoints });
        const start = Date.parse("2025-10-29T12:00:00.123Z") + 0.456;
        const times = format === "duckdb" ? [0, 1000, 2000, 3000] : [];
        assertEquals([...x].map((time) => Math.round(1000 * (time - start)) / 1000), times);
      }
      const [medium] = await reader.media();
      assertEquals([medium?.name, medium?.caption, medium?.format], ["sample", "a caption", "gif"]);
      assertEquals([medium?.timestamp, medium?.step, medium?.globalStep], [null, 4, 2]);
      const bytes = Deno.readFileSync(medium!.path!);
      assertEquals(createHash("sha256").update(bytes).digest("hex"), MEDIA_ID);
      const [table] = await reader.tables();
      assertEquals(table?.rows, [
        [NaN, 'x, NaN, "Infinity"', { mediaId: MEDIA_ID }, true],
        [-Infinity, "NaN", null, false],
        [1.5, "back\\slash", null, null],
      ]);
      const { rows } = await reader.sql("SELECT json_array_length(rows) FROM tables");
      assertEquals(rows, [[3]]);
      const histograms = await reader.histograms();
      if (format === "parquet") return assertEquals(histograms, []);
      const [weights, none] = histograms;
      assertEquals([...weights!.bins], [0, 1, 2, 3, 4]);
      assertEquals([...weights!.counts], [1, 2, 0, 1]);
      // Middles 0.5, 1.5, 1.5, 3.5.
      assertEquals([weights!.min, weights!.max, weights!.mean, weights!.count], [0, 4, 1.75, 4]);
      assert(Math.abs(weights!.std! - Math.sqrt(1.1875)) < 1e-12, `${weights!.std}`);
      assertEquals([...none!.bins], [-1e-5, 0.5, 2]);
      assertEquals([none!.mean, none!.count], [null, 0]);
    });
  }

  await t.step("queried together, and exported", async () => {
    await using reader = await openBoards(baseDir);
    const { rows } = await reader.sql(
      'SELECT board_id, min("train/loss"), count(timestamp) FROM metrics GROUP BY 1 ORDER BY 1',
    );
    assertEquals(rows, [["files", 0.25, 4], ["one file", 0.25, 4], ["parquet", 0.25, 0]]);
    assertEquals(await reader.exportParquet(dir.join("all.parquet")), 12);
  });

  await t.step("by every command that reads", async () => {
    const base = ["--dir", baseDir];
    const commands = [
      ["show", "files", "--table", "worst"],
      ["show", "files", "--media"],
      ["export", "files", "-o", "-"],
      ...KINDS.flatMap((kind) => [["show", kind], ["tail", kind, "--no-follow"]]),
    ];
    const ends = await Promise.all(commands.map((args) => kobo([...args, ...base])));
    for (const [index, { code, stdout, stderr }] of ends.entries()) {
      const [command, kind] = commands[index]!;
      assertEquals([code, stderr], [0, ""], commands[index]!.join(" "));
      if (command !== "tail") continue;
      const time = kind === "parquet" ? "–" : "\\d\\d:\\d\\d:\\d\\d";
      const line = `^${time} {2}step 0 {2}global 0 {2}train/loss 1 {2}lr 0\\.1$`;
      assertMatch(stdout, new RegExp(line, "m"));
    }
    const json = await kobo(["tail", "files", "--no-follow", "--json", ...base]);
    const [first = ""] = json.stdout.split("\n");
    assertEquals(JSON.parse(first).timestamp, "2025-10-29T12:00:00.123456Z");
    for (const kind of KINDS) {
      const verification = await verifyBoard(dir.join("kohakuboard", kind));
      assertEquals(verification.damage, []);
      assertMatch(verification.unchecked.join(), /Python client wrote it, without checksums/);
    }
  });

  await t.step("and never written", async () => {
    for (const kind of KINDS) {
      const repair = await kobo(["repair", kind, "--dir", baseDir]);
      assertEquals(repair.code, 1);
      assertMatch(repair.stderr, /such boards are only read here/);
      assertThrows(
        () => new Board({ name: "x", baseDir, boardId: kind, captureOutput: false }),
        Error,
        "such boards are only read here",
      );
    }
    const prune = ["prune", "--name", "upstream*", "--yes", "--dir", baseDir];
    assertMatch((await kobo(prune)).stderr, /No board to delete/);
    const after = filesIn(baseDir);
    for (const [name, time] of before) assertEquals(after.get(name), time, name);
    const added = [...after.keys()].filter((name) => !before.has(name));
    assertEquals(added.filter((name) => !name.endsWith(".lock")), []);
  });
});

Deno.test("what KohakuBoard's Python client wrote with other storage has an error that says so", async () => {
  using dir = new TempDir();
  await makeUpstreamBoard(dir.join("boards", "hybrid"), "parquet");
  const path = dir.join("boards", "hybrid", "metadata.json");
  const metadata = JSON.parse(Deno.readTextFileSync(path));
  Deno.writeTextFileSync(path, JSON.stringify({ ...metadata, backend: "hybrid" }));
  for (const name of ["metrics", "media", "tables"]) {
    Deno.removeSync(dir.join("boards", "hybrid", "data", `${name}.parquet`));
  }
  const newer = dir.join("boards", "newer");
  Deno.mkdirSync(`${newer}/data`, { recursive: true });
  Deno.writeTextFileSync(`${newer}/data/metadata.db`, "");
  const { backend: _, board_id: __, ...rest } = metadata;
  Deno.writeTextFileSync(`${newer}/metadata.json`, JSON.stringify({ ...rest, project: "p" }));
  await using reader = await openBoard(dir.join("boards", "hybrid"));
  await assertRejects(() => reader.metrics(), Error, 'wrote it with its backend "hybrid"');
  await assertRejects(() => openBoard(newer), Error, "newer storage, column files and SQLite");
});

Deno.test("metadata of this package that lost their version are not taken for another's", async () => {
  using dir = new TempDir();
  {
    await using board = new Board({
      name: "run",
      boardId: "run",
      baseDir: dir.join("boards"),
      backend: "parquet",
      captureOutput: false,
    });
    board.log({ "a__b": 1 });
  }
  const path = dir.join("boards", "run", "metadata.json");
  const text = Deno.readTextFileSync(path);
  Deno.writeTextFileSync(path, text.replace('"format_version"', '"version_of_format"'));
  await using reader = await openBoard(dir.join("boards", "run"));
  assertEquals(reader.metadata.format_version, 1);
  assertEquals((await reader.metrics()).map(({ name }) => name), ["a__b"]);
});
