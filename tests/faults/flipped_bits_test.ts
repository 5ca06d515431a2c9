/**
 * Bits that flip in the files of finished boards, as on a disk that ages: `kobo verify` finds each,
 * and our reader gives no wrong value without a word.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { basename, join } from "@std/path";
import { Board, Histogram, Media, Table } from "../../mod.ts";
import { openBoard, verifyBoard } from "../../reader/mod.ts";
import { kobo } from "../cli/support/kobo.ts";
import { copyFolder, filesIn } from "./support/copy_folder.ts";
import type { Random } from "./support/random.ts";
import { type BackendName, BACKENDS, count, faultTest } from "./support/suite.ts";

const TABLES = ["metrics", "media", "tables", "histograms"];

/** A finished board with rows in every table, media, and something printed. */
async function makeBoard(dir: string, backend: BackendName, random: Random): Promise<string> {
  const board = new Board({
    name: "flipped",
    baseDir: dir,
    boardId: backend,
    backend,
    config: { lr: 0.1 },
  });
  for (let i = 0; i < 2000; i++) {
    board.log({ loss: random.next(), isGood: random.next() > 0.5, note: `note ${i % 9}` });
  }
  console.log(`Printed by a board of the backend ${backend}`);
  for (let i = 0; i < 3; i++) {
    const data = new Uint8Array(24 * 24 * 3).map(() => random.int(0, 255));
    const image = new Media({ data, width: 24, height: 24 });
    const weights = new Histogram(Array.from({ length: 50 }, () => random.next()));
    board.log({ image, table: new Table([{ image, i }]), weights });
  }
  await board.finish();
  return board.boardDir;
}

/** Flips a bit of one of a board's files, chosen by their sizes. @returns The file. */
function flipBit(boardDir: string, random: Random, isWanted: (path: string) => boolean): string {
  const files = filesIn(boardDir).filter((path) => isWanted(path) && basename(path) !== ".lock")
    .map((path) => ({ path, size: Deno.statSync(join(boardDir, path)).size }));
  let at = random.int(0, files.reduce((sum, { size }) => sum + size, 0) - 1);
  for (const { path, size } of files) {
    if (at < size) {
      const bytes = Deno.readFileSync(join(boardDir, path));
      bytes[at]! ^= 1 << random.int(0, 7);
      Deno.writeFileSync(join(boardDir, path), bytes);
      return path;
    }
    at -= size;
  }
  throw new Error("Expected a file");
}

/** All that a reader tells of a board, and whether it said that something is wrong. */
async function readAll(boardDir: string): Promise<{ values: string; hasWord: boolean }> {
  try {
    await using reader = await openBoard(boardDir);
    const tables = [];
    for (const table of TABLES) {
      const { columns, rows } = await reader.sql(`SELECT * FROM ${table}`);
      tables.push(columns, rows);
    }
    const { metadata, problems } = reader;
    const values = JSON.stringify(
      [metadata, tables],
      (_, value) => typeof value === "bigint" ? `${value}n` : value,
    );
    return { values, hasWord: problems.length > 0 };
  } catch (error) {
    assertMatch(String(error), /Cannot (read|open)/);
    return { values: "", hasWord: true };
  }
}

/** Flips bits in copies of a board, of which `kobo verify all` must find each. */
async function flipAndVerify(
  { random, dir }: { random: Random; dir: string },
  boardDir: string,
  flips: number,
  isWanted: (path: string) => boolean,
): Promise<Map<string, number>> {
  const { values } = await readAll(boardDir);
  const copies = join(dir, "copies");
  const flipped = new Map<string, string>();
  for (let i = 0; i < flips; i++) {
    const copy = join(copies, `${i}`);
    copyFolder(boardDir, copy);
    flipped.set(`${i}`, flipBit(copy, random, isWanted));
  }
  copyFolder(boardDir, join(copies, "sound"));
  const { stdout, stderr, code } = await kobo(["verify", "all", "--json", "--dir", copies]);
  assertEquals(code, 1, stderr);
  const found = JSON.parse(stdout) as {
    board_id: string;
    intact: boolean;
    damage: { path: string }[];
  }[];
  assertEquals(found.length, flips + 1);
  const outcomes = new Map<string, number>();
  for (const { board_id, intact, damage } of found) {
    const path = flipped.get(board_id);
    assertEquals(intact, path === undefined, `${board_id}: a bit of ${path}`);
    if (path === undefined) continue;
    assertEquals(damage.map(({ path }) => path), [path]);
    const read = await readAll(join(copies, board_id));
    assert(read.hasWord || read.values === values, `${board_id}: wrong values by ${path}`);
    const outcome = `${path}: ${read.hasWord ? "said" : "not read"}`;
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  Deno.removeSync(copies, { recursive: true });
  return outcomes;
}

for (const backend of BACKENDS) {
  faultTest(11, `flipped bits in a finished board (${backend})`, async (context) => {
    const { random, dir, say } = context;
    const boardDir = await makeBoard(join(dir, "boards"), backend, random);
    const add = async (flips: number, isWanted: (path: string) => boolean) => {
      const outcomes = await flipAndVerify(context, boardDir, flips, isWanted);
      for (const [outcome, flips] of outcomes) say(`${flips} in ${outcome}`);
    };
    await add(count(100, 1000), () => true); // Most of them in the largest file.
    await add(count(50, 500), (path) => !path.startsWith("data"));
    await add(count(50, 500), (path) => path.endsWith("json"));
  });
}

faultTest(11, "flipped bits in the headers of a DuckDB file", async ({ random, dir, say }) => {
  const boardDir = await makeBoard(dir, "duckdb", random);
  const path = join(boardDir, "data", "board.duckdb");
  const sound = Deno.readFileSync(path);
  const { values } = await readAll(boardDir);
  let unread = 0;
  for (let i = 0; i < count(60, 2000); i++) {
    const bytes = sound.slice();
    const at = random.int(0, 3 * 4096 - 1); // The file's header, and two that a checkpoint changes.
    bytes[at]! ^= 1 << random.int(0, 7);
    Deno.writeFileSync(path, bytes);
    const read = await readAll(boardDir);
    assert(read.hasWord || read.values === values, `byte ${at}`);
    if (!read.hasWord) unread++;
    assert(!(await verifyBoard(boardDir)).intact, `byte ${at}`);
  }
  say(`of ${unread} the reader said nothing, as it reads the other header`);
});
