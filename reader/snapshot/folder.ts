/**
 * What a board's folder is, before any of its rows is read.
 *
 * @module
 */
import { basename, join } from "@std/path";
import { type BoardStatus, FORMAT_VERSION, type Metadata } from "../../format/metadata.ts";
import { parsePartName } from "../../format/parquet_parts.ts";
import type { FilesFormat } from "./board_access.ts";
import { TABLE_NAMES } from "../../format/tables.ts";
import { BoardReadError } from "../errors.ts";
import { isLive } from "../../format/live.ts";

/** What a board's folder says of itself. */
export interface Folder {
  /** What stands in `metadata.json`; `null` where that cannot be read. */
  metadata: Metadata | null;
  /** Whether a process writes it. */
  live: boolean;
  /** Why there is no metadata. */
  problems: string[];
  /** Whether what is there was written by a later version, whose layout is not known. */
  isNewer: boolean;
}

/** Whether a folder looks like a board, be it a broken one. */
export function looksLikeBoard(dir: string): boolean {
  return ["metadata.json", "metadata.json.tmp", "data", ".lock"].some((name) =>
    exists(join(dir, name))
  );
}

/** Looks at a board's folder. Never throws for what is in it. */
export function inspectFolder(boardDir: string): Folder {
  const live = attempt(() => isLive(boardDir)) ?? false;
  const path = join(boardDir, "metadata.json");
  const broken = (problem: string): Folder => {
    return { metadata: null, live, problems: [problem], isNewer: false };
  };
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return broken(`There is no ${path}`);
    return broken(`Cannot read ${path}: ${(error as Error).message}`);
  }
  return parseMetadata(text, path, boardDir, live);
}

/** What the text of a `metadata.json` says. */
export function parseMetadata(
  text: string,
  path: string,
  boardDir: string,
  live: boolean,
): Folder {
  const broken = (problem: string, isNewer = false): Folder => {
    return { metadata: null, live, problems: [problem], isNewer };
  };
  let found: Partial<Metadata> | null;
  try {
    found = JSON.parse(text);
  } catch {
    return broken(`Cannot read ${path}: it is not JSON`);
  }
  const version = found?.format_version;
  if (typeof version === "number" && version > FORMAT_VERSION) {
    return broken(
      `Cannot read ${boardDir}: it has format version ${version}, this version of ` +
        `@kohakuboard/client knows up to ${FORMAT_VERSION}; update it`,
      true,
    );
  }
  const isBoard = typeof version === "number" && typeof found?.backend === "string" &&
    typeof found.created_at === "string";
  if (!isBoard) {
    return broken(
      `Cannot read ${path}: expected at least format_version, backend and created_at, as a board ` +
        `has them`,
    );
  }
  return { metadata: completed(found!, boardDir, live), live, problems: [], isNewer: false };
}

/** How a run stands: one that says that it runs, and that no process writes, has crashed. */
export function statusOf({ metadata, live }: Folder): BoardStatus | "broken" {
  if (metadata === null) return "broken";
  return metadata.status === "running" && !live ? "crashed" : metadata.status;
}

/** What the files in a folder are of; `undefined` where there are none of either. */
export function formatOf(boardDir: string): FilesFormat | undefined {
  const dataDir = join(boardDir, "data");
  for (const dir of [dataDir, join(dataDir, "journal", "base")]) {
    const names = attempt(() => [...Deno.readDirSync(dir)].map(({ name }) => name)) ?? [];
    if (names.includes("board.duckdb")) return "duckdb";
    const isPart = (name: string) =>
      TABLE_NAMES.some((table) => table === parsePartName(name)?.table);
    if (names.some(isPart)) return "parquet";
  }
  return undefined;
}

/** Metadata in place of those that cannot be read, from what the files tell. */
export function guessMetadata(boardDir: string, format: FilesFormat, live: boolean): Metadata {
  const unfinished = exists(join(boardDir, "data", "journal"));
  const created = attempt(() => Deno.statSync(join(boardDir, "data")))?.birthtime;
  return {
    name: basename(boardDir),
    board_id: basename(boardDir),
    config: {},
    backend: format,
    created_at: (created ?? new Date(0)).toISOString(),
    format_version: FORMAT_VERSION,
    status: live ? "running" : unfinished ? "crashed" : "finished",
    runtime: {},
  };
}

/** The sizes of all files in a folder, in bytes. */
export function sizeOf(dir: string): number {
  let sum = 0;
  for (const { name, isDirectory } of attempt(() => [...Deno.readDirSync(dir)]) ?? []) {
    const path = join(dir, name);
    // Files come and go while a run is live.
    sum += isDirectory ? sizeOf(path) : attempt(() => Deno.lstatSync(path).size) ?? 0;
  }
  return sum;
}

/** A folder that is there, absolute; throws where it is not. */
export function checkFolder(path: string, what: string): void {
  const info = attempt(() => Deno.statSync(path));
  if (info === undefined) {
    throw new BoardReadError(`Cannot open ${what} ${path}: there is no such folder`);
  }
  if (!info.isDirectory) {
    throw new BoardReadError(`Cannot open ${what} ${path}: expected a folder, found a file`);
  }
}

/** What upstream or a hand may have left out, so that nobody meets `undefined`. */
function completed(found: Partial<Metadata>, boardDir: string, live: boolean): Metadata {
  const guessed = guessMetadata(boardDir, "duckdb", live);
  const isObject = (value: unknown) => typeof value === "object" && value !== null;
  return {
    ...found,
    name: typeof found.name === "string" ? found.name : guessed.name,
    board_id: typeof found.board_id === "string" ? found.board_id : guessed.board_id,
    config: isObject(found.config) ? found.config! : {},
    backend: found.backend!,
    created_at: found.created_at!,
    format_version: found.format_version!,
    status: ["running", "finished", "crashed", "interrupted"].includes(found.status ?? "")
      ? found.status!
      : guessed.status,
    runtime: isObject(found.runtime) ? found.runtime! : {},
  };
}

function exists(path: string): boolean {
  return attempt(() => Deno.lstatSync(path)) !== undefined;
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
