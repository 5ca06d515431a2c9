import { join, resolve } from "@std/path";
import { syncAnnotations } from "../reader/annotations/sync_annotations.ts";
import { checkFolder } from "../reader/folder/check_folder.ts";
import { checkKnownOptions } from "../reader/shared/check_known_options.ts";
import { BoardNotFoundError } from "../reader/shared/errors.ts";
import { entriesIn } from "../system/entries_in.ts";
import { exists } from "../system/exists.ts";
import { linkInfoIfThere } from "../system/file_info.ts";
import { makeDirs } from "../system/make_dir.ts";
import { messageOf } from "../system/message_of.ts";
import { removeTreeIfThere } from "../system/remove.ts";
import { rename } from "../system/rename.ts";
import { syncDir } from "../system/sync_dir.ts";
import { isOfBoard } from "./is_of_board.ts";
import { pullBoard } from "./board_pull.ts";
import { checkBoardCount } from "../stores/remote/check_board_count.ts";
import { hasMarker } from "../stores/remote/marker.ts";
import { isRemoteKey, isStoredBoardId, METADATA_KEY } from "../format/remote_names.ts";
import { openStore } from "../stores/open_store.ts";
import type { ServerToken } from "../stores/http_token.ts";
import type { S3StoreOptions } from "../stores/s3_store_options.ts";
import type { Store, StoreCallOptions } from "../stores/store.ts";
import { isOfStore, StoreError } from "../stores/store_error.ts";
import type { SyncProgress } from "./sync_options.ts";

/** How boards are fetched. */
export interface PullOptions {
  /** The ids of the boards. Default: all that are there. */
  boards?: readonly string[];
  /** How much memory joining the rows of one may use, in bytes. Default: half of the machine's. */
  memoryLimitBytes?: number;
  /** How a bucket is reached. Default: as the environment says. */
  s3?: S3StoreOptions;
  /**
   * A person's token for a team's server; for several servers one by host, as
   * `{ "runs.example.org": token }`. Default: that of `KOBO_TOKEN` or `KOBO_TOKEN_FILE`, where
   * `KOBO_TOKEN_HOST` names the host of the server.
   */
  token?: ServerToken;
  /** Cancels it; boards that were fetched stay. */
  signal?: AbortSignal;
  /** Is called with each board. */
  onProgress?: (progress: SyncProgress) => void;
}

/** What became of the boards of a store. */
export interface PulledBoards {
  /** The ids of the boards that were fetched. */
  pulled: string[];
  /** The ids of those of which there was something here already: that was left as it is. */
  existing: string[];
  /** Boards that could not be fetched, and why; nothing of them is here. */
  failed: { boardId: string; reason: string }[];
  /** What was left out of boards that were fetched. */
  problems: { boardId: string; problem: string }[];
  /** Why titles, tags and notes did not come with them. Default: they did. */
  annotations?: string;
}

const OPTIONS = ["boards", "memoryLimitBytes", "s3", "token", "signal", "onProgress"];
/** A folder that a board is fetched into; what begins with a dot is listed by nobody. */
const TEMPORARY = ".kobo_pull_";
/** What a killed pull left is older. */
const STALE_MS = 24 * 3_600_000;

/**
 * Fetches boards that `syncBoards()` has sent. Each becomes an ordinary board of Parquet files, which
 * opens and resumes; of a run that goes on, with all that was sent so far.
 *
 * A board appears under its id once it is whole, and nothing that is there is changed or replaced.
 *
 * @example
 * ```ts
 * import { Board } from "@kohakuboard/client";
 * import { openBoard } from "@kohakuboard/client/reader";
 * import { pullBoards, syncBoards } from "@kohakuboard/client/sync";
 * import { assertEquals } from "@std/assert";
 *
 * const dir = Deno.makeTempDirSync();
 * const board = new Board({ name: "sent", boardId: "run_1", baseDir: `${dir}/here` });
 * board.log({ loss: 0.5 });
 * await board.finish();
 *
 * await syncBoards(`${dir}/here`, `${dir}/share`);
 * const { pulled } = await pullBoards(`${dir}/share`, `${dir}/there`);
 * assertEquals(pulled, ["run_1"]);
 * await using reader = await openBoard(`${dir}/there/run_1`);
 * assertEquals([...(await reader.scalars("loss")).y], [0.5]);
 * ```
 *
 * @param target Where they are: a folder, or `s3://bucket/prefix`.
 * @param baseDir The folder that the boards are to be in; it is made where it is missing.
 * @throws {StoreError} Where there are no boards of a sync; its `kind` says more.
 * @throws {BoardNotFoundError} Where a board that was named is not there.
 */
export async function pullBoards(
  target: string,
  baseDir: string,
  options: PullOptions = {},
): Promise<PulledBoards> {
  checkKnownOptions("fetch boards", options, OPTIONS); // A wrong target may name a key.
  const { boards, s3, signal, onProgress, memoryLimitBytes } = options;
  using store = openStore(target, s3, options.token);
  if (!await hasMarker(store, { signal })) {
    const reason = "there are no boards that a sync has sent";
    throw new StoreError("invalid", `Cannot fetch from ${store.address}: ${reason}`);
  }
  const { ids: there, incomplete } = await boardIds(store, { signal });
  const missing = boards?.find((id) => !there.includes(id));
  if (missing !== undefined && !incomplete.includes(missing)) {
    throw new BoardNotFoundError(
      `Cannot find the board ${JSON.stringify(missing)} in ${store.address}`,
      there,
    );
  }
  const home = resolve(baseDir);
  if (!exists(home)) makeDirs(home);
  checkFolder(home, "the folder of boards");
  removeStale(home);
  const result: PulledBoards = { pulled: [], existing: [], failed: [], problems: [] };
  const wanted = boards ?? there.concat(incomplete).sort();
  for (const [done, boardId] of wanted.entries()) {
    signal?.throwIfAborted();
    onProgress?.({ done, total: wanted.length, boardId });
    if (exists(join(home, boardId))) {
      result.existing.push(boardId);
      continue;
    }
    const temporary = join(home, `${TEMPORARY}${crypto.randomUUID()}`);
    try {
      const problems = await pullBoard(store, boardId, temporary, { signal, memoryLimitBytes });
      if (!place(temporary, home, boardId)) {
        result.existing.push(boardId); // It came meanwhile.
        continue;
      }
      result.pulled.push(boardId);
      result.problems.push(...problems.map((problem) => ({ boardId, problem })));
    } catch (error) {
      signal?.throwIfAborted();
      const isOutage = isOfStore(error) && error.kind !== "denied"; // A board may be another's.
      if (!isOfBoard(error) || isOutage) throw error;
      result.failed.push({ boardId, reason: error.message });
    } finally {
      removeTreeIfThere(temporary);
    }
  }
  await syncAnnotations(store, home, result.pulled, { isReadOnly: true, signal }).catch((error) => {
    signal?.throwIfAborted();
    result.annotations = messageOf(error);
  });
  onProgress?.({ done: wanted.length, total: wanted.length });
  return result;
}

/**
 * The ids of the boards in a store: of those whose names lead nowhere else. Those without metadata
 * are incomplete: they are being sent for the first time, there is a link or a pipe in its place, or
 * they are in a folder that we may not look into.
 */
async function boardIds(
  store: Store,
  options: StoreCallOptions,
): Promise<{ ids: string[]; incomplete: string[] }> {
  const ids = new Set<string>();
  const withRows = new Set<string>();
  const onDenied = (prefix: string) => {
    const [id = ""] = prefix.split("/");
    if (isStoredBoardId(id)) withRows.add(id); // Why not, is said when it is fetched.
  };
  for await (const page of store.list("", { ...options, onDenied })) {
    for (const { key } of page) {
      const [id = ""] = key.split("/");
      const name = key.slice(id.length + 1);
      if (!isStoredBoardId(id) || !isRemoteKey(name)) continue;
      (name === METADATA_KEY ? ids : withRows).add(id);
    }
    checkBoardCount(ids.size + withRows.size, store.address);
  }
  const incomplete = [...withRows].filter((id) => !ids.has(id));
  return { ids: [...ids].sort(), incomplete };
}

/** Gives a whole board its name, and returns whether that was free. */
function place(temporary: string, home: string, boardId: string): boolean {
  const path = join(home, boardId);
  // To rename a folder replaces one that is empty, but none with something in it.
  if (exists(path)) return false;
  try {
    rename(temporary, path);
  } catch (error) {
    if (exists(path)) return false;
    throw error;
  }
  syncDir(home);
  return true;
}

function removeStale(home: string): void {
  for (const { name, isDirectory } of entriesIn(home)) {
    const path = join(home, name);
    const info = isDirectory && name.startsWith(TEMPORARY) ? linkInfoIfThere(path) : undefined;
    if (info !== undefined && Date.now() - info.mtimeMs > STALE_MS) removeTreeIfThere(path);
  }
}
