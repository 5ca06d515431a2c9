import { join } from "@std/path";
import { replaceFile } from "../system/replace_file.ts";
import type { JsonValue } from "./json_value.ts";

/** The version of the layout of a board's folder that this module writes. */
export const FORMAT_VERSION = 1;

/** How a run stands. */
export type BoardStatus = "running" | "finished" | "crashed" | "interrupted";

/** The content of `metadata.json`. */
export interface Metadata {
  /** What the run is called. */
  name: string;
  /** The name of the board's folder. */
  board_id: string;
  /** What the script gave as `config`. */
  config: { [key: string]: JsonValue };
  /** `duckdb`, `parquet`, `memory`, or the address of a backend module. */
  backend: string;
  /** When the run was first started, ISO 8601, UTC. */
  created_at: string;
  /** The version of the folder's layout. */
  format_version: number;
  /** `running` until the run ends; a board that was killed keeps it. */
  status: BoardStatus;
  /** When the run ended, ISO 8601, UTC. */
  finished_at?: string;
  /** What the run was started by. */
  runtime: { [key: string]: JsonValue };
}

/** The metadata of a folder, `undefined` where it has none. */
export function readMetadata(boardDir: string): Metadata | undefined {
  const path = join(boardDir, "metadata.json");
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  let metadata: Partial<Metadata> | null;
  try {
    metadata = JSON.parse(text);
  } catch (cause) {
    throw new Error(`Cannot read ${path}: it is not JSON; mend it, or move the board away`, {
      cause,
    });
  }
  const version = metadata?.format_version;
  if (typeof version === "number" && version > FORMAT_VERSION) {
    throw new Error(
      `Cannot resume ${boardDir}: it has format version ${version}, ` +
        `this version of @kohakuboard/client knows up to ${FORMAT_VERSION}; update it`,
    );
  }
  const isBoard = typeof version === "number" && typeof metadata?.backend === "string" &&
    typeof metadata.created_at === "string";
  if (isBoard) return metadata as Metadata;
  throw new Error(
    `Cannot read ${path}: expected at least format_version, backend and created_at, as a board ` +
      `has them; mend it, or move the board away`,
  );
}

/** Writes `metadata.json`, beside the old one and renamed. */
export function writeMetadata(boardDir: string, metadata: Metadata): void {
  replaceFile(join(boardDir, "metadata.json"), JSON.stringify(metadata, null, 2) + "\n");
}
