import { dirname } from "@std/path";
import { BoardLock } from "../format/board_lock.ts";
import { BoardLockedError } from "../format/errors.ts";
import { FORMAT_VERSION, type Metadata, readMetadata, writeMetadata } from "../format/metadata.ts";
import { BACKENDS, makeBaseDir, type ResolvedOptions, unwritable } from "./options.ts";
import { describeRuntime } from "./process/runtime.ts";
import { WriterClient, WriterRequestError } from "./worker/writer_client.ts";
import type { TableState } from "../format/table_state.ts";

/** A board's folder, ours to write, with its writer. */
export interface BoardFolder {
  lock: BoardLock;
  link: WriterClient;
  metadata: Metadata;
  /** What an earlier run left. */
  tables: TableState[];
}

/**
 * Creates a board's folder, or takes up the one that is there. Where it
 * throws, nothing is created or changed.
 */
export function openBoardFolder(
  options: ResolvedOptions,
  onProblem: (message: string) => void,
): BoardFolder {
  const { boardDir } = options;
  const existing = isFolder(boardDir);
  const earlier = existing ? readMetadata(boardDir) : undefined;
  const backend = chooseBackend(options, earlier);
  let lock = existing ? takeLock(boardDir) : undefined;
  const link = new WriterClient(
    {
      boardDir,
      backend,
      flushIntervalMs: options.flushIntervalMs,
      busyTimeoutMs: options.finishTimeoutMs * 0.8, // Its answer should come before ours.
    },
    options.maxQueueBytes,
    onProblem,
  );
  try {
    // Only here a board waits for its writer: to go on from what is there,
    // and to find out before anything is made that a module is no backend.
    const tables = existing || URL.canParse(backend) ? inspect(link, options) : [];
    if (!existing) createFolder(boardDir);
    lock ??= takeLock(boardDir);
    const metadata = newMetadata(options, backend, earlier);
    writeMetadata(boardDir, metadata);
    return { lock, link, metadata, tables };
  } catch (error) {
    link.stop({ allOnDisk: false });
    lock?.release();
    throw error;
  }
}

function inspect(
  link: WriterClient,
  { boardDir, finishTimeoutMs }: ResolvedOptions,
): TableState[] {
  try {
    const reply = link.requestSync("inspect", finishTimeoutMs);
    return reply.type === "inspected" ? reply.tables : [];
  } catch (error) {
    const cause = error instanceof WriterRequestError ? error.cause as Error : error as Error;
    if (cause.message.startsWith("Cannot")) throw cause;
    throw new Error(`Cannot open the board ${boardDir}: ${cause.message}`, { cause });
  }
}

function chooseBackend({ backend, boardDir }: ResolvedOptions, earlier?: Metadata): string {
  if (earlier === undefined) return backend ?? "duckdb";
  if (!BACKENDS.includes(earlier.backend) && !URL.canParse(earlier.backend)) {
    throw new Error(
      `Cannot resume ${boardDir}: its metadata.json names the backend "${earlier.backend}", ` +
        `expected ${BACKENDS.join(", ")} or an address; mend it, or move the board away`,
    );
  }
  // A module may have moved.
  const same = backend === undefined || backend === earlier.backend ||
    (URL.canParse(backend) && URL.canParse(earlier.backend));
  if (same) return backend ?? earlier.backend;
  throw new Error(
    `Cannot resume ${boardDir} with the backend "${backend}": it was written with ` +
      `"${earlier.backend}"; leave the option out, or use another boardId`,
  );
}

function newMetadata(options: ResolvedOptions, backend: string, earlier?: Metadata): Metadata {
  return {
    name: options.name,
    board_id: options.boardId,
    config: options.config ?? earlier?.config ?? {},
    backend,
    created_at: earlier?.created_at ?? new Date().toISOString(),
    format_version: FORMAT_VERSION,
    status: "running",
    runtime: describeRuntime(),
  };
}

function isFolder(path: string): boolean {
  try {
    if (Deno.statSync(path).isDirectory) return true;
  } catch (error) {
    // Where its parent is no folder, the error comes with the attempt to make it.
    const isMissing = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory;
    if (isMissing) return false;
    throw error;
  }
  throw new Error(`Cannot create the board ${path}: there is a file of this name`);
}

function createFolder(boardDir: string): void {
  makeBaseDir(boardDir);
  try {
    Deno.mkdirSync(boardDir);
  } catch (error) {
    // Another process was faster: the lock decides.
    if (error instanceof Deno.errors.AlreadyExists) return;
    throw unwritable(dirname(boardDir), error);
  }
}

function takeLock(boardDir: string): BoardLock {
  try {
    return new BoardLock(boardDir);
  } catch (error) {
    throw error instanceof BoardLockedError ? error : unwritable(boardDir, error);
  }
}
