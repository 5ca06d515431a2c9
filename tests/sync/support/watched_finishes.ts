import { assert, assertEquals } from "@std/assert";
import { dirname } from "@std/path";
import { Board } from "../../../mod.ts";
import { MAX_METADATA_BYTES } from "../../../stores/remote/remote_board.ts";
import { download } from "../../../stores/download.ts";
import { readObject } from "../../../stores/read_object.ts";
import type { Store } from "../../../stores/store.ts";
import { spawnKobo } from "../../cli/support/kobo.ts";
import { RowReader } from "../../support/row_reader.ts";

/** Rows of a run while it goes on, and at its end. */
const [LIVE_ROWS, ROWS] = [5, 9];
/** What their ids begin with: there may be other boards in the target. */
const PREFIX = "finishing_";
/** So many runs go on at once. */
const RUNS_AT_ONCE = 2;

/** Where runs finish, and where others see them. */
export interface FinishesPlace {
  /** The boards at home. */
  home: string;
  /** Where they are synced to. */
  target: string;
  backend: "duckdb" | "parquet";
  /** What the sync's process is told of the target. */
  env?: Record<string, string>;
  /** The target. */
  store: Store;
  /** The folder in which its objects are. Default: the target. */
  folder?: string;
  /** Where its objects are copied to, in order to be read. Default: they are read where they are. */
  copies?: string;
}

/**
 * Lets runs begin, go on and finish while a sync follows them, and asks another process again and again
 * for `read_parquet('…/*\/data/metrics*.parquet')`: at every moment it finds all rows of each run that
 * is finished there, none of any other, and each once.
 *
 * @returns How often it was asked while runs finished.
 */
export async function watchFinishes(count: number, place: FinishesPlace): Promise<number> {
  const { home, target, backend, env, store, folder: there = target, copies } = place;
  await using rows = new RowReader();
  let finished = 0; // Those whose finish() was called.
  let asked = 0;
  let runsBefore = 0;
  const look = async () => {
    const runsThere = await finishedIn(store);
    const folder = copies === undefined ? there : `${copies}/${asked}`;
    if (copies !== undefined) await copyData(store, folder);
    const sql = `SELECT count(*), count(DISTINCT (filename, step)), count(DISTINCT filename)
      FROM read_parquet('${folder}/*/data/metrics*.parquet', filename = true)`;
    const [found, distinct, runs] = await rows.query("", sql).then(
      ({ cells }) => cells.map(([cell]) => Number(cell)),
      (error) => {
        if (/No files found/.test(String(error))) return [0, 0, 0];
        throw error;
      },
    ) as [number, number, number];
    assertEquals([found, distinct], [runs * ROWS, runs * ROWS]);
    assert(runs >= runsThere, `${runs} of ${runsThere} runs that are finished there`);
    assert(runs >= runsBefore && runs <= finished, `${runs} of ${finished}, ${runsBefore} before`);
    runsBefore = runs;
    asked++;
  };

  // In a process of its own, as it is used: of DuckDB's boards none can be read in the one that writes.
  const args = ["--dir", home, "sync", "all", target, "--follow", "--interval", "0.1s"];
  const child = spawnKobo(args, { env });
  const syncing = child.output();
  let next = 0;
  const run = async () => {
    while (next < count) {
      const boardId = `${PREFIX}${next++}`;
      const options = { name: "run", boardId, baseDir: home, backend, captureOutput: false };
      const board = new Board({ ...options, systemMetrics: false });
      for (let step = 0; step < LIVE_ROWS; step++) board.log({ loss: step });
      await board.flush();
      while (!await hasPieces(store, boardId)) await pause(syncing); // It is there while it goes on.
      for (let step = LIVE_ROWS; step < ROWS; step++) board.log({ loss: step });
      finished++;
      await board.finish();
    }
  };
  let running: Promise<unknown> | undefined;
  try {
    let isRunning = true;
    running = Promise.all(Array.from({ length: RUNS_AT_ONCE }, run)).finally(() =>
      isRunning = false
    );
    running.catch(() => {}); // It is awaited below.
    while (isRunning) await look();
    await running;
    while (runsBefore < count) {
      await look();
      await pause(syncing);
    }
  } finally {
    child.kill("SIGINT");
    await Promise.allSettled([syncing, running]);
    await child.stdin.abort().catch(() => {});
  }
  const { code, stderr } = await syncing;
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  await look();
  return asked;
}

/** How many runs are finished by their metadata. */
async function finishedIn(store: Store): Promise<number> {
  let finished = 0;
  for (const key of await keysIn(store, "", "/metadata.json")) {
    if (!key.startsWith(PREFIX)) continue;
    const found = await readObject(store, key, MAX_METADATA_BYTES);
    if (JSON.parse(new TextDecoder().decode(found?.bytes)).status === "finished") finished++;
  }
  return finished;
}

async function hasPieces(store: Store, boardId: string): Promise<boolean> {
  return (await keysIn(store, `${boardId}/live/`, ".parquet")).length > 0;
}

/** Copies the rows that are in `data/` to a new folder. */
async function copyData(store: Store, folder: string): Promise<void> {
  for (const key of await keysIn(store, "", "/data/metrics.parquet")) {
    const path = `${folder}/${key}`;
    await Deno.mkdir(dirname(path), { recursive: true });
    await download(store, key, path);
  }
}

async function keysIn(store: Store, prefix: string, end: string): Promise<string[]> {
  const pages = await Array.fromAsync(store.list(prefix));
  return pages.flat().map(({ key }) => key).filter((key) => key.endsWith(end));
}

/** Waits for a moment. A sync that has ended by itself is none. */
async function pause(syncing: Promise<unknown>): Promise<void> {
  const moment = new Promise((resolve) => setTimeout(resolve, 20));
  assert(await Promise.race([moment, syncing]) === undefined, "the sync has ended");
}
