import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { repairBoard } from "../../board/repair_board.ts";
import { checkSparseFiles } from "../../format/sparse_files.ts";
import { Board } from "../../mod.ts";
import { TempDir } from "../../testing/temp_dir.ts";

const TERABYTE = 2 ** 40;

/** Everything in a folder, with its size. */
function listing(dir: string): string[] {
  return [...Deno.readDirSync(dir)].flatMap(({ name, isDirectory }) => {
    const path = `${dir}/${name}`;
    return isDirectory ? listing(path) : [`${path} ${Deno.statSync(path).size}`];
  }).sort();
}

for (
  const [backend, file] of [
    ["duckdb", "data/board.duckdb"],
    ["parquet", "data/metrics.parquet"],
    ["duckdb", "logs/writer.log"],
  ] as const
) {
  Deno.test(`a board is not resumed whose ${file} is a terabyte of holes`, async () => {
    using dir = new TempDir();
    const options = { name: "sound", boardId: "sound", baseDir: dir.path, backend };
    const board = new Board(options);
    for (let i = 0; i < 10; i++) board.log({ loss: i });
    await board.finish();
    const path = dir.join("sound", file);
    const { size } = Deno.statSync(path);
    Deno.truncateSync(path, TERABYTE);
    assertEquals(Deno.statSync(path).size, TERABYTE);
    const before = listing(dir.path);
    assertThrows(() => new Board(options), Error, `expected ${path} to be on the disk as a whole`);
    assertEquals(listing(dir.path), before);
    // Of a run that was killed, `kobo repair` would copy it.
    const metadata = JSON.parse(Deno.readTextFileSync(dir.join("sound", "metadata.json")));
    Deno.writeTextFileSync(
      dir.join("sound", "metadata.json"),
      JSON.stringify({ ...metadata, status: "running" }),
    );
    await assertRejects(
      () => repairBoard(dir.join("sound"), { onProblem: () => {} }),
      Error,
      `bytes there; the rest are holes`,
    );
    Deno.truncateSync(path, size);
    const resumed = new Board(options);
    resumed.log({ loss: 10 });
    await resumed.finish();
    assert(Deno.statSync(path).size < TERABYTE);
  });
}

Deno.test("checkSparseFiles() takes files that are compressed, small or full", () => {
  using dir = new TempDir();
  Deno.mkdirSync(dir.join("data"));
  const sizes = { small: 200 * 2 ** 20, compressed: 300 * 2 ** 20, empty: 0 };
  for (const [name, size] of Object.entries(sizes)) {
    Deno.writeFileSync(dir.join("data", name), new Uint8Array(name === "compressed" ? 2 ** 23 : 0));
    Deno.truncateSync(dir.join("data", name), size);
  }
  checkSparseFiles(dir.path, "file:///backend.ts"); // Of which all files in data/ may be.
});

Deno.test("checkSparseFiles() refuses a file without anything in it, but for its size", () => {
  using dir = new TempDir();
  Deno.mkdirSync(dir.join("data", "journal", "base"), { recursive: true });
  const path = dir.join("data", "journal", "base", "board.duckdb");
  Deno.writeFileSync(path, new Uint8Array(0));
  Deno.truncateSync(path, TERABYTE);
  assertThrows(
    () => checkSparseFiles(dir.path, "duckdb"),
    Error,
    `found 0 of its ${TERABYTE} bytes there`,
  );
});
