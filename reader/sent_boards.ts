/**
 * Boards that a sync has sent to a store, and their way into the reader: by a folder in which what is
 * read of them is kept.
 *
 * @module
 */
import { join } from "@std/path";
import { isAnnotationsAlone } from "./annotations/annotations_alone.ts";
import { syncAnnotations } from "./annotations/sync_annotations.ts";
import { BoardMirror } from "../stores/remote/board_mirror.ts";
import { CacheFolder } from "../stores/remote/cache_folder.ts";
import { hasMarker } from "../stores/remote/marker.ts";
import { openStore } from "../stores/open_store.ts";
import { parseHttpAddress } from "../stores/http_address.ts";
import { s3Endpoint } from "../stores/s3_endpoint.ts";
import { isStoreError, StoreError } from "../stores/store_error.ts";
import { attempt } from "../system/attempt.ts";
import { boardAt, findBoards, type FoundBoard } from "./find_boards.ts";
import type { MetadataBudget } from "./metadata_budget.ts";
import { BoardReadError } from "./shared/errors.ts";
import { withoutSlash } from "./shared/remote_address.ts";
import type { StoreAccess } from "./shared/store_access.ts";

/** Kept as long as the process lives: what was asked a moment ago is not asked again. */
const mirrors = new Map<string, Promise<BoardMirror | Error>>();

/** Where the variables of the cache are looked up. */
let variables: ((name: string) => string | undefined) | undefined;

/**
 * Asks all stores anew, as a new process does.
 *
 * @param env The variables of the cache from here on, in place of the environment's: that of a process
 * is one for all threads. Default: as before.
 */
export function forgetMirrors(env?: Record<string, string>): void {
  mirrors.clear();
  if (env !== undefined) variables = (name) => env[name];
}

/**
 * The boards at an address of S3 or of a team's server; where there are none that a sync has sent, or nothing may be read
 * with what the environment has, an error that says so: DuckDB may know another way.
 *
 * @throws {BoardReadError} Where the store cannot be read.
 */
export function mirrorAt(
  address: string,
  access: StoreAccess = {},
): Promise<BoardMirror | Error> {
  const path = normalized(address);
  const { s3, token } = access;
  const name = JSON.stringify([path, s3Endpoint(s3), s3 ?? null, token ?? null]);
  const known = mirrors.get(name);
  if (known !== undefined) return known;
  const mirror = openMirror(path, access);
  mirrors.set(name, mirror);
  mirror.then(
    (found) => found instanceof Error && mirrors.delete(name),
    () => mirrors.delete(name),
  );
  return mirror;
}

/** As {@linkcode mirrorAt}, of an address that this process has asked before; else `undefined`. */
export function knownMirrorAt(address: string): Promise<BoardMirror | Error> | undefined {
  const path = normalized(address);
  const name = [...mirrors.keys()].find((name) => JSON.parse(name)[0] === path);
  return name === undefined ? undefined : mirrors.get(name);
}

/** Of several texts that mean the same server, one; what is no address stays. */
function normalized(address: string): string {
  const isOfServer = /^https?:/.test(address);
  return withoutSlash((isOfServer && attempt(() => parseHttpAddress(address).href)) || address);
}

async function openMirror(
  address: string,
  { s3, token }: StoreAccess,
): Promise<BoardMirror | Error> {
  try {
    const store = openStore(address, s3, token);
    if (!await hasMarker(store, {})) {
      return new Error(`there are no boards in ${store.address} that a sync has sent`);
    }
    const place = JSON.stringify([store.address, s3Endpoint(s3) ?? ""]);
    return new BoardMirror(store, place, new CacheFolder(variables));
  } catch (error) {
    if (isStoreError(error, "denied") || isStoreError(error, "bad_address")) return error;
    throw asReadError(error);
  }
}

/** Does something with a store. @throws {BoardReadError} Where the store throws. */
export async function readingStore<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw asReadError(error);
  }
}

function asReadError(error: unknown): unknown {
  return error instanceof StoreError ? new BoardReadError(error.message, { cause: error }) : error;
}

/** The boards of a mirror, newest first: as of a listing now. */
export async function sentBoards(mirror: BoardMirror): Promise<FoundBoard[]> {
  await readingStore(async () => {
    const ids = await mirror.list();
    await syncAnnotations(mirror.store, mirror.baseDir, ids, { isReadOnly: true }).catch(
      (error) => {
        // As in a folder: notes that cannot be read say nothing, and the boards are there.
        if (!isAnnotationsAlone(error)) throw error;
      },
    );
  });
  return findBoards(mirror.baseDir).map((board) => withFetch(mirror, board));
}

/** One board of a mirror. @throws {BoardReadError} Where there is none of the id. */
export async function sentBoard(
  mirror: BoardMirror,
  boardId: string,
  budget?: MetadataBudget,
): Promise<FoundBoard> {
  await readingStore(() => mirror.fetchRows(boardId));
  return withFetch(mirror, boardAt(join(mirror.baseDir, boardId), budget));
}

function withFetch(mirror: BoardMirror, board: FoundBoard): FoundBoard {
  const { boardId } = board;
  const fetched = {
    address: `${withoutSlash(mirror.address)}/${boardId}`,
    fetch: () => readingStore(() => mirror.fetchRows(boardId)),
    hasFile: (name: string) => mirror.fileNames(boardId).includes(name),
    fetchFile: async (name: string) => {
      await readingStore(() => mirror.fetchFile(boardId, name));
      return join(board.boardDir, "files", name);
    },
  };
  // What is in the place of its metadata is no file of the board's.
  const refusal = board.metadata === null ? mirror.refusalOf(boardId) : undefined;
  return { ...board, ...(refusal !== undefined && { problems: [refusal] }), fetched };
}

/** Whether an address is that of a store, whose boards a sync may have sent. */
export function isOfStore(address: string): boolean {
  return /^(s3|https?):\/\//.test(address);
}

/** The address of all boards, and the id of one, in the address of a board in a store. */
export function splitAddress(address: string): { base: string; boardId: string } | undefined {
  const [, base, boardId] = /^((?:s3|https?):\/\/[^/]+.*?)\/+([^/]+)\/*$/.exec(address) ?? [];
  return base === undefined || boardId === undefined ? undefined : { base, boardId };
}
