/**
 * Kills of runs that go on with a large DuckDB file: while its base is made, while it is committed to,
 * read back and verified, and while the base is removed.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { openBoard, verifyBoard } from "../../reader/mod.ts";
import { exists } from "../../system/exists.ts";
import { fixture, Script } from "./support/script.ts";
import { count, faultTest } from "./support/suite.ts";

/** More rows of noise than a small board has: about 10 MB. */
const ROWS = 130_000;

/** How many rows a board has, and what tells the values of its first ones from others. */
async function contentOf(boardDir: string): Promise<{ rowCount: number; hash: string }> {
  await using reader = await openBoard(boardDir);
  const { rows } = await reader.sql(
    `SELECT count(*)::INTEGER, max(step)::INTEGER, count("metric 9")::INTEGER,
       (bit_xor(hash(COLUMNS(*))) FILTER (step < ${ROWS}))::VARCHAR FROM metrics`,
  );
  const [rowCount, lastStep, valueCount, ...hashes] = rows[0]!;
  assertEquals([lastStep, valueCount], [Number(rowCount) - 1, rowCount]);
  assertEquals(reader.problems, []);
  return { rowCount: Number(rowCount), hash: hashes.join() };
}

faultTest(1, "SIGKILL of a run that goes on with a large file", async ({ random, dir, say }) => {
  const boardDir = join(dir, "run");
  const run = (rows: number) =>
    new Script(fixture("resumed_run.ts"), { args: [dir, String(rows), "flushed"] });
  /** How long a run takes that is not killed, so that kills come at all of its moments. */
  let wholeMs = 0;
  const runWhole = async (rows: number) => {
    await using script = run(rows);
    await script.waitFor("begin");
    const start = performance.now();
    const { code, stderr } = await script.end();
    assertEquals(code, 0, stderr);
    wholeMs = performance.now() - start;
  };
  await runWhole(ROWS);
  await runWhole(1);
  let { rowCount, hash } = await contentOf(boardDir);
  const found = { pending: 0, base: 0, finished: 0, whole: 0 };
  for (let round = count(4, 300); round > 0; round--) {
    const added = random.int(1, 2000);
    await using script = run(added);
    await script.waitFor("begin");
    const kill = setTimeout(() => script.kill("SIGKILL"), random.int(0, Math.ceil(wholeMs)));
    const { code, stdout, hung, stderr } = await script.end();
    clearTimeout(kill);
    assert(!hung);
    assert(code === 0 || code === 137, `${code}: ${stderr}`);
    const journal = join(boardDir, "data", "journal");
    const state = code === 0
      ? "whole"
      : exists(join(journal, "base_pending"))
      ? "pending"
      : exists(join(journal, "base"))
      ? "base"
      : "finished";
    found[state]++;
    const now = await contentOf(boardDir);
    assertEquals(now.hash, hash, state);
    assert(now.rowCount >= rowCount && now.rowCount <= rowCount + added, state);
    if (stdout.includes("flushed")) assertEquals(now.rowCount, rowCount + added, state);
    const { damage } = await verifyBoard(boardDir);
    assertEquals(damage, [], state);
    rowCount = now.rowCount;
    if (random.int(0, 2) === 0) continue; // Some are killed again as they go on.
    await runWhole(1);
    rowCount++;
  }
  await runWhole(1);
  assertEquals(await contentOf(boardDir), { rowCount: rowCount + 1, hash });
  assertEquals((await verifyBoard(boardDir)).intact, true);
  const names = [...Deno.readDirSync(join(boardDir, "data"))].map(({ name }) => name);
  assertEquals(names, ["board.duckdb"], "nothing was damaged or left over");
  say(JSON.stringify(found));
});
