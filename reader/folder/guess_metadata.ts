import { basename, join } from "@std/path";
import { FORMAT_VERSION, type FoundMetadata, type Metadata } from "../../format/metadata.ts";
import { exists } from "../../system/exists.ts";
import { infoOf } from "../../system/file_info.ts";
import { attempt } from "../shared/attempt.ts";
import type { FilesFormat } from "./files_format.ts";

/** Metadata for a board whose `metadata.json` cannot be read, guessed from its files. */
export function guessMetadata(boardDir: string, format: FilesFormat, live: boolean): Metadata {
  const isUnfinished = attempt(() => exists(join(boardDir, "data", "journal"))) ?? false;
  const createdMs = attempt(() => infoOf(join(boardDir, "data")).birthtimeMs) ?? 0;
  return {
    name: basename(boardDir),
    board_id: basename(boardDir),
    config: {},
    backend: format,
    created_at: new Date(createdMs).toISOString(),
    format_version: FORMAT_VERSION,
    status: live ? "running" : isUnfinished ? "crashed" : "finished",
    runtime: {},
  };
}

/** Adds what another program, or a person, has left out of a `metadata.json`. */
export function completeMetadata(
  found: FoundMetadata,
  boardDir: string,
  live: boolean,
): Metadata {
  const guessed = guessMetadata(boardDir, "duckdb", live);
  const isObject = (value: unknown) => typeof value === "object" && value !== null;
  return {
    ...found,
    name: typeof found.name === "string" ? found.name : guessed.name,
    board_id: typeof found.board_id === "string" ? found.board_id : guessed.board_id,
    config: found.config !== undefined && isObject(found.config) ? found.config : {},
    status: STATUSES.find((status) => status === found.status) ?? guessed.status,
    runtime: found.runtime !== undefined && isObject(found.runtime) ? found.runtime : {},
  };
}

const STATUSES = ["running", "finished", "crashed", "interrupted"] as const;
