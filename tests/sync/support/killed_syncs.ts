import { assert, assertEquals } from "@std/assert";
import { parsePieceKey } from "../../../format/remote_names.ts";
import { readObject } from "../../../stores/read_object.ts";
import {
  MAX_RECORD_BYTES,
  parseRecord,
  type SyncRecord,
} from "../../../stores/remote/sync_record.ts";
import { MAX_METADATA_BYTES } from "../../../stores/remote/remote_board.ts";
import type { Store } from "../../../stores/store.ts";
import { isStoreError } from "../../../stores/store_error.ts";
import { ProcessEffort } from "../../../testing/process_effort.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import { killKobo } from "../../cli/support/kill_kobo.ts";
import { spawnKobo } from "../../cli/support/kobo.ts";
import { LiveRun } from "../../cli/support/live_run.ts";
import type { Random } from "../../faults/support/random.ts";
import { type BackendName, BACKENDS, LONG } from "../../faults/support/suite.ts";
import { ObjectsCopy } from "./objects_copy.ts";
import type { PyArrowCheck } from "./pyarrow_check.ts";
import { RemoteCheck } from "./remote_check.ts";

/**
 * How long the runs wait between two steps. There are new rows in each round, and few enough of them
 * that what is checked does not grow into the millions while a long form lasts.
 */
const PAUSE_MS = 200;
/** A sync begins its first round within 500 ms of processor time, and ends some by the longest. */
const KILL_MS = [600, 1800] as const;
const CHECK_EVERY = LONG ? 25 : 1;
const BOARD_IDS = BACKENDS.map((backend) => `live_${backend}`);
const HANG_MS = 60_000;

const lossAt = (step: number) => 1 / (1 + step);

/** Where a sync that is killed sends boards to. */
export interface KillsPlace {
  /** The target of `kobo sync`. */
  target: string;
  /** What the sync's process is told of it. */
  env?: Record<string, string>;
  /** The same place. */
  store: Store;
  /** The folder in which its objects are. Default: there is none, they are copied. */
  folder?: string;
  random: Random;
  /** Reads what is there at the end, besides DuckDB. */
  pyArrow?: PyArrowCheck;
}

/**
 * Kills `kobo sync --follow` again and again, at random moments, while a run of each backend goes on;
 * then lets one follow the runs to their end. All rows that are there then, and in between, are there
 * once, and the media as well.
 *
 * @returns The steps of each run, and what happened, in words.
 */
export async function killSyncs(
  kills: number,
  place: KillsPlace,
): Promise<{ totals: Record<BackendName, number>; text: string }> {
  const { target, env, store, folder, random, pyArrow } = place;
  using dir = new TempDir();
  const home = dir.join("home");
  const copy = folder === undefined ? new ObjectsCopy(store, dir.join("copy")) : undefined;
  await using rows = new RemoteCheck();
  const steps = async () => {
    await copy?.update();
    const where = folder ?? dir.join("copy");
    const found = [];
    for (const id of BOARD_IDS) found.push(await rows.steps(`${where}/${id}`, lossAt));
    return found;
  };

  await using duckdb = await LiveRun.start(home, "duckdb", PAUSE_MS);
  await using parquet = await LiveRun.start(home, "parquet", PAUSE_MS);
  const runs = { duckdb, parquet };
  const argsFor = (
    boards: string,
  ) => ["--dir", home, "sync", boards, target, "--follow", "--interval", "0.1s"];
  // How many kills left something new, and how many a piece that was claimed and not written.
  let [moved, cut] = [0, 0];
  let before: (string | undefined)[] = [];
  for (let kill = 1; kill <= kills; kill++) {
    // Of all boards, the last one is seldom come to.
    const args = argsFor(random.pick(["all", ...BOARD_IDS]));
    await killKobo(random.int(...KILL_MS), args, { env });
    const records = await Promise.all(BOARD_IDS.map((id) => recordOf(store, id)));
    const now = records.map((record) => JSON.stringify(record));
    const isNew = BOARD_IDS.map((_, index) => now[index] !== before[index]);
    before = now;
    if (isNew.includes(true)) moved++;
    for (const [index, id] of BOARD_IDS.entries()) {
      if (isNew[index] && await isCut(store, id, records[index])) cut++;
    }
    if (kill % CHECK_EVERY > 0) continue;
    const found = await steps();
    if (LONG) console.log(`${target}: ${kill} kills, ${found.join(" and ")} steps are there`);
  }
  const byKilled = await steps();

  const child = spawnKobo(argsFor("all"), { env });
  const effort = new ProcessEffort(child.pid);
  const syncing = child.output();
  let totals: number[];
  try {
    totals = await Promise.all(BACKENDS.map((backend) => runs[backend].end()));
    for (const id of BOARD_IDS) {
      while (!await isFinished(store, id)) {
        assert(effort.ms < HANG_MS, `the end of ${id} was not sent`);
        const moment = new Promise((resolve) => setTimeout(resolve, 50));
        assert(await Promise.race([moment, syncing]) === undefined, "the sync has ended");
      }
    }
  } finally {
    child.kill("SIGINT");
    await syncing;
    await child.stdin.abort().catch(() => {});
  }
  const { code, stderr } = await syncing;
  assertEquals(code, 0, new TextDecoder().decode(stderr));

  assertEquals(await steps(), totals);
  const whole = folder ?? dir.join("whole");
  // All of it once more: nothing is taken for known.
  if (folder === undefined) await new ObjectsCopy(store, whole).update();
  for (const [index, id] of BOARD_IDS.entries()) {
    assertEquals(await rows.steps(`${whole}/${id}`, lossAt), totals[index]);
    await pyArrow?.steps(`${whole}/${id}`, totals[index]!, lossAt);
  }
  return {
    totals: { duckdb: totals[0]!, parquet: totals[1]! },
    text:
      `${kills} killed syncs, of which ${moved} have sent something and ${cut} have left pieces ` +
      `that were claimed, have sent ${byKilled.join(" and ")} of ${totals.join(" and ")} steps`,
  };
}

async function recordOf(store: Store, boardId: string): Promise<SyncRecord | undefined> {
  const key = `${boardId}/sync.json`;
  const found = await readObject(store, key, MAX_RECORD_BYTES);
  return found && parseRecord(new TextDecoder().decode(found.bytes), key);
}

/** Whether pieces that were claimed are not there, and not in `data/`. */
async function isCut(store: Store, boardId: string, record?: SyncRecord): Promise<boolean> {
  for (const key of record?.claims ?? []) {
    const { of, last } = parsePieceKey(key)!;
    if (of !== "log" && last <= (record!.data[of] ?? -1)) continue;
    try {
      await store.get(`${boardId}/${key}`, 0, 1);
    } catch (error) {
      if (isStoreError(error, "not_found")) return true;
      throw error;
    }
  }
  return false;
}

/** Whether a run has ended there: all of its rows are in `data/`, and none in `live/`. */
async function isFinished(store: Store, boardId: string): Promise<boolean> {
  const metadata = await readObject(store, `${boardId}/metadata.json`, MAX_METADATA_BYTES);
  const { status } = JSON.parse(new TextDecoder().decode(metadata?.bytes) || "{}");
  if (status !== "finished") return false;
  const live = await Array.fromAsync(store.list(`${boardId}/live/`));
  return live.flat().length === 0;
}
